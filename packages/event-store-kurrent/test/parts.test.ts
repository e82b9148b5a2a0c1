import { systemEnv } from '@caselog/env';
import { describe, expect, it } from 'vitest';
import { KnownIds } from '../src/known-ids.ts';
import { Lanes } from '../src/lanes.ts';
import { KnownPositions } from '../src/positions.ts';
import { BackOff, StalledError, watched } from '../src/retry.ts';
import { settingsOf } from '../src/settings.ts';

const events = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `id-${from + index}`,
    revision: from + index,
    position: (from + index) * 10,
  }));

describe('the ids that are known', () => {
  it('grow as far as events follow on', () => {
    const known = new KnownIds(100);
    known.learn('thing-1', 0, events(0, 3));
    known.learn('thing-1', 2, events(2, 2));
    expect(known.get('thing-1')).toMatchObject({ last: 3 });
    known.learn('thing-1', 6, events(6, 2));
    expect(known.get('thing-1')).toMatchObject({ last: 3 });
  });

  it('are of no use when the beginning is missing, unless the stream begins later', () => {
    const known = new KnownIds(100);
    known.learn('thing-1', 5, events(5, 2));
    expect(known.get('thing-1')).toBeUndefined();
    known.learn('thing-2', 0, events(5, 2));
    expect(known.get('thing-2')).toMatchObject({ last: 6 });
  });

  it('are forgotten for the streams used longest ago, never for the one in use', () => {
    const known = new KnownIds(5);
    known.learn('thing-1', 0, events(0, 2));
    known.learn('thing-2', 0, events(0, 2));
    known.learn('thing-1', 2, events(2, 1));
    known.learn('thing-3', 0, events(0, 2));
    expect(known.get('thing-2')).toBeUndefined();
    expect(known.get('thing-1')).toMatchObject({ last: 2 });
    known.learn('thing-4', 0, events(0, 50));
    expect(known.get('thing-4')).toMatchObject({ last: 49 });
    expect(known.get('thing-1')).toBeUndefined();
  });
});

describe('the positions that are known', () => {
  it('are the latest of them, and the beginning', () => {
    const known = new KnownPositions();
    for (let position = 1; position <= 10_001; position += 1) known.note(position);
    known.note(undefined);
    expect([0, 1, 2, 10_001, 20_000].map((position) => known.has(position))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('lanes', () => {
  it('run work of one key in order, work of others beside it, and no more than allowed', async () => {
    const lanes = new Lanes(2);
    const log: string[] = [];
    let running = 0;
    let most = 0;
    const work = (key: string, name: string) =>
      lanes.run(key, async () => {
        running += 1;
        most = Math.max(most, running);
        await systemEnv.sleep(2);
        log.push(name);
        running -= 1;
        if (name === 'a2') throw new Error('a2 failed');
      });
    const results = await Promise.allSettled([
      work('a', 'a1'),
      work('a', 'a2'),
      work('b', 'b1'),
      work('a', 'a3'),
      work('c', 'c1'),
    ]);
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
    expect(log.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(most).toBe(2);
  });
});

describe('the pauses between attempts', () => {
  const signal = new AbortController().signal;

  it('double from the least to the most, less up to half by chance, and begin anew', async () => {
    const pauses: number[] = [];
    let drawn = 0;
    const env = {
      ...systemEnv,
      random: () => (drawn += 0.25) % 1,
      sleep: async (ms: number) => void pauses.push(ms),
    };
    const settings = settingsOf({ connectionString: '', env, retryDelayMsMin: 100, retryDelayMsMax: 500 });
    const backOff = new BackOff(settings, 'test');
    for (let attempt = 0; attempt < 5; attempt += 1) await backOff.pause(undefined, signal);
    backOff.reset();
    await backOff.pause(undefined, signal);
    expect(pauses).toEqual([88, 150, 250, 500, 438, 75]);
  });
});

describe('work that is watched', () => {
  it('is given up when nothing comes, not while something does', async () => {
    let progress = 0;
    const slow = async () => {
      for (; progress < 6; progress += 1) await systemEnv.sleep(10);
      return 'done';
    };
    const env = systemEnv;
    expect(await watched({ env }, { ms: 40, progress: () => progress }, slow())).toBe('done');
    await expect(watched({ env }, { ms: 10 }, new Promise(() => {}))).rejects.toThrow(StalledError);
  });
});
