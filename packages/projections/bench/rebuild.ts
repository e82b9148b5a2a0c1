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
  rebuildProjections,
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

/** Seconds that every read model takes in a new file. */
const firstBuild = async (store: EventStore, path: string): Promise<number> => {
  const db = await openReadModels({ path, writing: 'bulk' });
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

/** Seconds that building read models together beside the live ones takes, with their indexes and the swap. */
const rebuildBeside = async (store: EventStore, path: string, models: readonly string[]): Promise<number> => {
  const db = await openReadModels({ path, writing: 'bulk' });
  const started = performance.now();
  const { swappedAt } = await rebuildProjections({
    db,
    projections: readModelProjections().filter(({ name }) => models.includes(name)),
    source: historyOf(store),
    env: systemEnv,
    signal: new AbortController().signal,
    batchSize,
  });
  const seconds = (performance.now() - started) / 1_000;
  if (swappedAt !== (await store.head())) throw new Error(`swapped at ${swappedAt}, not at the ledger's end`);
  await db.destroy();
  return seconds;
};

const figure = (name: string, count: number, seconds: number): BenchResult => {
  const ours = count / seconds;
  return { name, ours, against: limit, unit: 'events/s', ratio: ours / limit, aim: 1 };
};

const every = ['ticket', 'queue', 'flow'];

/**
 * Builds all read models from a ledger on disk: beside the live ones, as `caselog rebuild all` does, and into a new file, as a first start
 * does; several times, of which the best round counts; then each alone.
 */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-rebuild-'));
  const store = openSqliteStore({ path: join(folder, 'ledger.sqlite'), env: systemEnv });
  try {
    const count = await fill(store);
    const best = { beside: Infinity, first: Infinity };
    for (let round = 0; round < rounds; round += 1) {
      const path = join(folder, `read-models-${round}.sqlite`);
      best.first = Math.min(best.first, await firstBuild(store, path));
      best.beside = Math.min(best.beside, await rebuildBeside(store, path, every));
    }
    const results = [
      figure('rebuild of all read models beside the live ones', count, best.beside),
      figure('rebuild of all read models', count, best.first),
    ];
    for (const model of every) {
      const seconds = await rebuildBeside(store, join(folder, 'read-models-0.sqlite'), [model]);
      results.push(figure(`rebuild of ${model} beside the live one`, count, seconds));
    }
    return results;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
