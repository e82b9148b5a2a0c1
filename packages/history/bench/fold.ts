import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import type { BenchResult } from '../../../test/bench/result.ts';
import { foldLedger, importDemonstration, verifyLedger } from '../src/index.ts';

const runs = 9;

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

/** Folding the whole UCI history against a bare scan of the same rows, turn by turn; the best turn of each, for the machine is noisy. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-fold-'));
  const path = join(folder, 'ledger.sqlite');
  const store = openSqliteStore({ path, env: systemEnv });
  try {
    await importDemonstration({ store, env: systemEnv });
    const events = scan(path);
    const best = {
      fold: Number.POSITIVE_INFINITY,
      verify: Number.POSITIVE_INFINITY,
      scan: Number.POSITIVE_INFINITY,
    };
    for (let run = 0; run < runs; run += 1) {
      best.scan = Math.min(best.scan, await secondsOf(() => scan(path)));
      best.fold = Math.min(best.fold, await secondsOf(() => foldLedger(store)));
      best.verify = Math.min(best.verify, await secondsOf(() => verifyLedger(store)));
    }
    const against = events / best.scan;
    const result = (name: string, seconds: number, aim: number): BenchResult => ({
      name,
      ours: events / seconds,
      against,
      unit: 'events/s',
      ratio: events / seconds / against,
      aim,
    });
    return [
      result('whole-ledger fold against a bare scan with JSON.parse', best.fold, 0.5),
      result('verification of a whole ledger against a bare scan with JSON.parse', best.verify, 0.2),
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
};
