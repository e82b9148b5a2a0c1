import { systemEnv, type Env } from '@caselog/env';
import { describe, expect, it } from 'vitest';
import {
  lifeOf,
  openReadModels,
  readModelProjections,
  runProjections,
  ticketDetails,
  waitForPosition,
} from '../src/index.ts';
import { temporaryReadModels } from './support/home.ts';
import { aLedger, append, minute, nextId, opening } from './support/ledger.ts';

/** A clock that only moves when somebody sleeps. */
const sleepyEnv = (): Env & { readonly sleeps: number[] } => {
  const sleeps: number[] = [];
  let nowMs = 0;
  return {
    ...systemEnv,
    sleeps,
    now: () => nowMs,
    sleep: async (ms) => {
      sleeps.push(ms);
      nowMs += ms;
    },
  };
};

describe('waiting for a position', () => {
  it('ends once one’s own write can be read', async () => {
    await using files = temporaryReadModels();
    const [writing, reading] = [await files.open(), await files.open()];
    const store = aLedger();
    const stopping = new AbortController();
    const running = runProjections(readModelProjections(), {
      db: writing,
      source: lifeOf(store),
      env: systemEnv,
      signal: stopping.signal,
    });
    const id = nextId();
    await append(store, id, [opening(minute(0))]);

    const waited = await waitForPosition(reading, 'ticket', 1, { timeoutMs: 30_000, env: systemEnv });

    expect(waited).toEqual({ reached: true, position: 1 });
    expect(await ticketDetails(reading, id)).toMatchObject({ lifecycle: 'opened' });
    stopping.abort();
    await running;
  });

  it('ends when the time is up, and says how far the read model is', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const env = sleepyEnv();
    expect(await waitForPosition(db, 'queue', 7, { timeoutMs: 100, env })).toEqual({
      reached: false,
      position: 0,
    });
    expect(env.now()).toBeGreaterThanOrEqual(100);
    await db.destroy();
  });

  it('ends when the signal aborts', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const signal = AbortSignal.abort();
    const waited = await waitForPosition(db, 'queue', 7, { timeoutMs: 60_000, signal, env: sleepyEnv() });
    expect(waited).toEqual({ reached: false, position: 0 });
    await db.destroy();
  });

  it('looks once for all who wait at the same time', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const env = sleepyEnv();
    const alone = sleepyEnv();
    await waitForPosition(db, 'queue', 7, { timeoutMs: 90, env: alone });

    await Promise.all(
      Array.from({ length: 50 }, () => waitForPosition(db, 'queue', 7, { timeoutMs: 90, env })),
    );

    expect(env.sleeps.length).toBeLessThan(2 * alone.sleeps.length);
    await db.destroy();
  });
});
