import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import type { BenchResult } from '../../../test/bench/result.ts';
import { xesFaults } from '../../../test/support/log-schemas.ts';
import { exportLedger, importDemonstration, importLog } from '../src/index.ts';
import { exportedMapping, standing } from '../test/support/exported-xes.ts';

/** The whole demonstration history, written as XES, validated, imported into an empty ledger and compared, ticket by ticket. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-round-trip-'));
  const store = openSqliteStore({ path: join(folder, 'ledger.sqlite'), env: systemEnv });
  const other = openSqliteStore({ path: join(folder, 'other.sqlite'), env: systemEnv });
  try {
    await importDemonstration({ store, env: systemEnv });
    const out = join(folder, 'log.xes');
    const { events, seconds } = await exportLedger({
      store,
      env: systemEnv,
      format: 'xes',
      out,
      withPersonalData: true,
    });
    deepStrictEqual(await xesFaults(out), '');
    const mapping = await exportedMapping(store);
    const back = await importLog({ store: other, env: systemEnv, file: out, mapping });
    deepStrictEqual(await standing(other), await standing(store));
    const told = (name: string, ours: number): BenchResult => ({
      name,
      ours,
      against: 1,
      unit: 'events/s',
      ratio: 1,
      aim: 1,
    });
    return [
      told('the UCI history written as XES', events / seconds),
      told('the UCI history imported again from XES, the same ticket by ticket', back.rows / back.seconds),
    ];
  } finally {
    await store.close();
    await other.close();
    rmSync(folder, { recursive: true });
  }
};
