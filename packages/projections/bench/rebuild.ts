import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import type { BenchResult } from '../../../test/bench/result.ts';
import { historyOf, openReadModels, readModelProjections, runProjections } from '../src/index.ts';
import { aYear, type Dated } from './history.ts';

const events = 200_000;
const rounds = 3;
/** As a rebuild takes them: large batches touch each ticket less often. */
const batchSize = 10_000;
const limit = 100_000;

/** Groups in which every stream occurs once, as one append takes them. */
function* groups(dated: readonly Dated[]): Iterable<readonly Dated[]> {
  let group = new Map<string, Dated>();
  for (const one of dated) {
    if (group.has(one.stream) || group.size === 1_000) {
      yield [...group.values()];
      group = new Map();
    }
    group.set(one.stream, one);
  }
  yield [...group.values()];
}

const fill = async (store: EventStore): Promise<number> => {
  for (const group of groups(aYear(events)))
    await store.appendMany(
      group.map(({ stream, event }) => ({ stream, events: [event], expectedRevision: 'any' })),
    );
  return store.head();
};

/** Seconds that one rebuild of every read model takes, into a new file. */
const rebuild = async (store: EventStore, path: string): Promise<number> => {
  const db = await openReadModels({ path });
  const started = performance.now();
  await runProjections(readModelProjections(), {
    db,
    source: historyOf(store),
    env: systemEnv,
    signal: new AbortController().signal,
    batchSize,
  });
  const seconds = (performance.now() - started) / 1_000;
  await db.destroy();
  return seconds;
};

/** Rebuilds all read models from a ledger on disk, several times; the best round counts. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-rebuild-'));
  const store = openSqliteStore({ path: join(folder, 'ledger.sqlite'), env: systemEnv });
  try {
    const count = await fill(store);
    let bestS = Infinity;
    for (let round = 0; round < rounds; round += 1)
      bestS = Math.min(bestS, await rebuild(store, join(folder, `read-models-${round}.sqlite`)));
    const ours = count / bestS;
    return [
      {
        name: 'rebuild of all read models',
        ours,
        against: limit,
        unit: 'events/s',
        ratio: ours / limit,
        aim: 1,
      },
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
