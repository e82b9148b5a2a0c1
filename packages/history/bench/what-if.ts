import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { refreshColumns } from '@caselog/columns';
import { systemEnv as env } from '@caselog/env';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook } from '@caselog/helpdesk';
import { defaultPolicy } from '@caselog/policy';
import type { BenchResult } from '../../../test/bench/result.ts';
import { candidatePolicy, importDemonstration, whatIf } from '../src/index.ts';

const runs = 5;

const secondsOf = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
};

/** What any reader of the file must do at least: read the texts of every event in order and parse them. */
const scan = (path: string): number => {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database
    .prepare('select metadata, data from events order by position', { returnArrays: true })
    .iterate();
  let events = 0;
  for (const row of rows) {
    const [metadata, data] = row as unknown as readonly [string, string];
    JSON.parse(metadata);
    JSON.parse(data);
    events += 1;
  }
  database.close();
  return events;
};

const doubled = {
  ...defaultPolicy,
  targets: [{ ...defaultPolicy.targets[0]!, within: { businessDays: 2 } }],
};

/** A doubled target on the whole UCI history, from a ledger without columns. */
const fromLedger = async (store: SqliteStore, folder: string): Promise<void> => {
  const policies = await openPolicyBook({ store, env });
  const columns = await refreshColumns({ store, folder, env, anew: true });
  await whatIf(columns, {
    policies,
    candidate: candidatePolicy({ base: policies.currentPolicy(), document: doubled }),
    governImported: true,
    untilMs: env.now(),
  });
  columns.close();
};

/** What-if from the ledger, its columns built on the way, against a bare scan of the same rows; turn by turn, the best of each. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-what-if-'));
  const path = join(folder, 'ledger.sqlite');
  const store = openSqliteStore({ path, env });
  try {
    await importDemonstration({ store, env });
    const events = scan(path);
    const best = { whatIf: Infinity, scan: Infinity };
    for (let run = 0; run < runs; run += 1) {
      best.scan = Math.min(best.scan, await secondsOf(() => scan(path)));
      best.whatIf = Math.min(best.whatIf, await secondsOf(() => fromLedger(store, join(folder, 'columns'))));
    }
    return [
      {
        name: 'history: what-if from a ledger without columns, against a bare scan and JSON.parse',
        ours: events / best.whatIf,
        against: events / best.scan,
        unit: 'events/s',
        ratio: best.scan / best.whatIf,
        aim: 0.5,
      },
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
