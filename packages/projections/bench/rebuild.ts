import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import type { BenchResult } from '../../../test/bench/result.ts';
import {
  historyOf,
  openReadModels,
  readModelProjections,
  rebuildProjection,
  runProjections,
} from '../src/index.ts';
import { aYear } from './history.ts';

const events = 200_000;
const rounds = 3;
/** As a rebuild takes them: large batches touch each ticket less often. */
const batchSize = 10_000;
const limit = 100_000;

/** Appended at once: the events of a ticket that fall into one window stand together, all else in the order of time. */
const windowSize = 2_000;

const fill = async (store: EventStore): Promise<number> => {
  const year = aYear(events);
  for (let at = 0; at < year.length; at += windowSize) {
    const byStream = Map.groupBy(year.slice(at, at + windowSize), ({ stream }) => stream);
    await store.appendMany(
      [...byStream].map(([stream, dated]) => ({
        stream,
        events: dated.map(({ event }) => event),
        expectedRevision: 'any',
      })),
    );
  }
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

/** Seconds that building one read model beside the live one takes, with its swap. */
const rebuildBeside = async (store: EventStore, path: string, model: string): Promise<number> => {
  const db = await openReadModels({ path });
  const projection = readModelProjections().find(({ name }) => name === model)!;
  const started = performance.now();
  await rebuildProjection({
    db,
    projection,
    source: historyOf(store),
    env: systemEnv,
    signal: new AbortController().signal,
    batchSize,
  });
  const seconds = (performance.now() - started) / 1_000;
  await db.destroy();
  return seconds;
};

const figure = (name: string, count: number, seconds: number): BenchResult => {
  const ours = count / seconds;
  return { name, ours, against: limit, unit: 'events/s', ratio: ours / limit, aim: 1 };
};

/** Rebuilds all read models from a ledger on disk, several times, of which the best round counts; then each beside the live one. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-rebuild-'));
  const store = openSqliteStore({ path: join(folder, 'ledger.sqlite'), env: systemEnv });
  try {
    const count = await fill(store);
    let bestS = Infinity;
    for (let round = 0; round < rounds; round += 1)
      bestS = Math.min(bestS, await rebuild(store, join(folder, `read-models-${round}.sqlite`)));
    const results = [figure('rebuild of all read models', count, bestS)];
    for (const model of ['ticket', 'queue', 'flow']) {
      const seconds = await rebuildBeside(store, join(folder, 'read-models-0.sqlite'), model);
      results.push(figure(`rebuild of ${model} beside the live one`, count, seconds));
    }
    return results;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
