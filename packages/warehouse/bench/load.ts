import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook } from '@caselog/helpdesk';
import { foldLedger, importDemonstration } from '@caselog/history';
import type { BenchResult } from '../../../test/bench/result.ts';
import { askWarehouse, updateWarehouse, writeParquetFolder } from '../src/index.ts';

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
};

const question = 'select from_state, to_state, count(*), median(held_ms) from transitions group by all';

/** Loading the whole UCI history into tables, clocks included, beside folding it; writing them as Parquet; and asking. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-warehouse-'));
  const store = openSqliteStore({ path: join(folder, 'ledger.sqlite'), env: systemEnv });
  try {
    await importDemonstration({ store, env: systemEnv });
    const policies = await openPolicyBook({ store: createMemoryStore({ env: systemEnv }), env: systemEnv });
    const path = join(folder, 'warehouse.duckdb');
    const options = { store, policies, policyVersion: 'none', nowMs: systemEnv.now() };
    const events = await store.head();
    const fold = await secondsOf(() => foldLedger(store));
    const load = await secondsOf(() => updateWarehouse(path, options));
    const again = await secondsOf(() => updateWarehouse(path, options));
    const parquet = await secondsOf(() =>
      writeParquetFolder(path, join(folder, 'tables'), { position: events, personalData: 'withheld' }),
    );
    const ask = await secondsOf(() =>
      askWarehouse(path, async (asker) => Array.fromAsync((await asker.ask(question)).rows)),
    );
    const rate = (name: string, seconds: number, aim: number): BenchResult => {
      const [ours, against] = [events / seconds, events / fold];
      return { name, ours, against, unit: 'events/s', ratio: ours / against, aim };
    };
    return [
      rate('loading tables and clocks for SQL, against a fold of the ledger', load, 0.05),
      rate('Parquet of every table, against a fold of the ledger', parquet, 0.2),
      {
        name: 'a query over all transitions with the tables up to date, against a second',
        ours: (again + ask) * 1_000,
        against: 1_000,
        unit: 'ms',
        ratio: 1 / (again + ask),
        aim: 1,
      },
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
};
