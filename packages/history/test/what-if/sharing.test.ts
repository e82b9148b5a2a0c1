import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshColumns, type Columns } from '@caselog/columns';
import { appendInTurns } from '@caselog/columns/testing';
import { systemEnv as env } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { chart, type TicketEvent } from '@caselog/ticket';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WhatIfKernel, type WhatIfParams, type WhatIfPart } from '../../src/what-if/kernel/kernel.ts';
import { ticketDifferences } from '../../src/what-if/ticket-difference.ts';
import { whatIfParams, type WhatIfOptions } from '../../src/what-if/what-if.ts';
import { aMixture, aPolicy, compiled, policiesOf } from './arbitrary-policies.ts';

const untilMs = Date.UTC(2027, 1, 1);

const withColumns = async (
  histories: readonly (readonly TicketEvent[])[],
  work: (columns: Columns) => void,
): Promise<void> => {
  const store = createMemoryStore({ env });
  await appendInTurns(store, histories, 0, 80);
  const folder = mkdtempSync(join(tmpdir(), 'caselog-sharing-'));
  const columns = await refreshColumns({ store, folder, env });
  try {
    work(columns);
  } finally {
    columns.close();
    rmSync(folder, { recursive: true });
  }
};

interface Found {
  readonly part: Omit<WhatIfPart, 'refused'>;
  /** Without what another chart adds. */
  readonly tickets: readonly unknown[];
}

const found = (columns: Columns, params: WhatIfParams): Found => {
  const kernel = new WhatIfKernel(params);
  for (const batch of columns.batches(kernel.wanted)) kernel.take(batch);
  const { refused, ...part } = kernel.result();
  expect(refused.every((count) => count === 0)).toBe(true);
  const all = Array.from({ length: columns.tickets }, (_, ordinal) => ordinal);
  const tickets = [...ticketDifferences(columns, params, all)].map((each) => ({ ...each, chart: undefined }));
  return { part, tickets };
};

/** The same question, with nothing known to be alike: every decision is made on both sides. */
const apart = (params: WhatIfParams): WhatIfParams => ({
  ...params,
  candidate: {
    ...params.candidate,
    surveyKey: -1,
    terms: params.candidate.terms.map((terms) => ({ ...terms, targetsKey: -1, silenceKey: -1 })),
  },
});

describe('Decisions taken over from the other side', () => {
  it('are those that would have been made, and facts gathered once are those gathered for each side', async () => {
    const scene = fc
      .tuple(aPolicy, aPolicy)
      .chain(([one, two]) => fc.tuple(fc.constant(one), fc.constant(two), aMixture(one, two)));
    const aPair = aHistory(30).map(
      (history) =>
        [
          history,
          history.map((event, n) => (n % 7 === 6 ? { ...event, at: history[n - 2]!.at } : event)),
        ] as const,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(aPair, { minLength: 20, maxLength: 30, size: 'max' }),
        scene,
        fc.boolean(),
        fc.boolean(),
        async (pairs, [one, two, mixture], governImported, isBackwards) => {
          const histories = pairs.map((pair) => pair[isBackwards ? 1 : 0]);
          await withColumns(histories, (columns) => {
            const asked: WhatIfOptions = {
              policies: policiesOf(one, two),
              candidate: compiled(mixture, 'candidate'),
              governImported,
              untilMs,
            };
            const shared = found(columns, whatIfParams(columns, asked));
            expect(found(columns, apart(whatIfParams(columns, asked)))).toEqual(shared);
            // A chart that is tried asks its guards, which may refuse an event whose clock ran backwards.
            if (!isBackwards)
              expect(found(columns, whatIfParams(columns, { ...asked, chart }))).toEqual(shared);
          });
        },
      ),
      { numRuns: 3 },
    );
  }, 120_000);
});
