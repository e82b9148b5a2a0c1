import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from '../root.ts';

/** The files that take longest, the longest first. A guess is enough: it only decides what is begun early. */
const long = [
  'test/chaos/chaos.test.ts',
  'test/acceptance/rebuild-uci.test.ts',
  'test/acceptance/main-path.test.ts',
  'services/dashboard/test/boards.test.ts',
  'services/dashboard/test/help.test.ts',
  'services/dashboard/test/what-if.test.ts',
  'test/acceptance/import-uci.test.ts',
  'test/acceptance/life-of-a-ticket.test.ts',
  'services/relay/test/relay.test.ts',
  'services/dashboard/test/shell.test.ts',
  'services/dashboard/test/ticket.test.ts',
  'services/dashboard/test/operations.test.ts',
  'packages/event-store-kurrent/test/contract.test.ts',
  'services/dashboard/test/queue.test.ts',
  'services/projector/test/projector.test.ts',
  'test/acceptance/boards/boards.test.ts',
  'services/projector/test/sharing.test.ts',
  'services/outage-resolver/test/outage-resolver.test.ts',
  'packages/projections/test/contract.test.ts',
  'services/dashboard/test/live.test.ts',
  'services/dashboard/test/policy.test.ts',
  'packages/warehouse/test/uci.test.ts',
  'packages/event-store-sqlite/test/thread.test.ts',
  'services/desk/test/nats.test.ts',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = long.indexOf(relative(root, moduleId));
  return place < 0 ? long.length : place;
};

/**
 * Long files first, then as vitest would have it: a fresh clone remembers no durations, goes by the size of files, and would begin a long
 * one when all others are done.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
