import { join } from 'node:path';
import { refreshColumns, type Columns } from '@caselog/columns';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook } from '@caselog/helpdesk';
import { defaultPolicy } from '@caselog/policy';
import type { Policies } from '@caselog/ticket-clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uciHome, type UciHome } from '../../../../test/support/uci-home.ts';
import { candidatePolicy, whatIf, type TicketDifference } from '../../src/index.ts';
import { countMisses } from './independent.ts';

const env = systemEnv;
let home: UciHome;
let columns: Columns;
let policies: Policies;
let ledgerPath: string;

beforeAll(async () => {
  home = await uciHome();
  ledgerPath = join(home.path, 'ledger.sqlite');
  const store = openSqliteStore({ path: ledgerPath, env, readOnly: true });
  policies = await openPolicyBook({ store, env });
  columns = await refreshColumns({ store, folder: join(home.path, 'columns'), env });
  await store.close();
}, 180_000);
afterAll(async () => {
  columns.close();
  await home[Symbol.asyncDispose]();
});

const doubled = {
  ...defaultPolicy,
  targets: [{ ...defaultPolicy.targets[0]!, within: { businessDays: 2 } }],
};

const tried = (document: unknown, governImported: boolean) =>
  whatIf(columns, {
    policies,
    candidate: candidatePolicy({ base: policies.currentPolicy(), document }),
    governImported,
    untilMs: env.now(),
  });

const of = (counted: ReturnType<typeof countMisses>) =>
  new Map(counted.map(({ ticketId, missed }) => [ticketId, missed.join()]));

const outcomes = ({ targets }: TicketDifference['own']): string =>
  targets
    .toSorted((a, b) => a.episode - b.episode)
    .map(({ outcome }) => outcome === 'missed')
    .join();

describe('The whole UCI log', () => {
  it('comes to the same under the policy in force, ticket by ticket', async () => {
    const { report, tickets } = await tried(structuredClone(policies.currentPolicy().document), true);
    expect(report).toMatchObject({ tickets: 24_918, differing: 0, momentsMoved: 0, recordedOtherwise: 0 });
    expect([...tickets()]).toEqual([]);
    expect(report.decisions.candidate).toEqual(report.decisions.own);
  });

  it('differs under a doubled target in exactly the tickets that an independent count names, and as it counts', async () => {
    const [once, twice] = [of(countMisses(ledgerPath, 1)), of(countMisses(ledgerPath, 2))];
    const { report, tickets } = await tried(doubled, true);
    const found = [...tickets()].filter(({ differsIn }) => differsIn.includes('targets'));
    const named = [...once.keys()].filter((ticketId) => once.get(ticketId) !== twice.get(ticketId));
    expect(found.map(({ ticketId }) => ticketId).toSorted()).toEqual(named.toSorted());
    for (const { ticketId, own, candidate } of found)
      expect([outcomes(own), outcomes(candidate)]).toEqual([once.get(ticketId), twice.get(ticketId)]);
    const missesIn = (counted: ReturnType<typeof of>): number =>
      [...counted.values()].join().split('true').length - 1;
    expect(report.decisions.own.targets['first-response']?.missed).toBe(missesIn(once));
    expect(report.decisions.candidate.targets['first-response']?.missed).toBe(missesIn(twice));
    expect(named.length).toBeGreaterThan(1_000);
  });

  it('was promised nothing by this desk, unless it is asked what would have been', async () => {
    const { report } = await tried(doubled, false);
    expect(report).toMatchObject({ imported: 24_918, differing: 0, momentsMoved: 0 });
    expect(report.decisions.own.targets).toEqual({});
  });
});
