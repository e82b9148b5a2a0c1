import { describe, expect, it } from 'vitest';
import { createSimulatedEnv } from '../testing/simulated.ts';

describe('A simulated world', () => {
  it('wakes sleepers in order, at their moment, and only when time is let pass', async () => {
    const env = createSimulatedEnv(1_000);
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await env.sleep(ms);
      woken.push(`${name} at ${env.now()}`);
    };
    const all = [sleeper('late', 500), sleeper('early', 100)];
    await env.advance(99);
    expect(woken).toEqual([]);
    await env.advance(1_000);
    await Promise.all(all);
    expect(woken).toEqual(['early at 1100', 'late at 1500']);
    expect(env.now()).toBe(2_099);
  });

  it('ends a sleep whose signal aborts', async () => {
    const env = createSimulatedEnv(0);
    const stop = new AbortController();
    const slept = env.sleep(10, stop.signal);
    stop.abort();
    await expect(slept).rejects.toThrow('ended');
    await expect(env.sleep(10, stop.signal)).rejects.toThrow('ended');
    expect(env.sleeping).toBe(0);
  });

  it('draws the same chance from the same seed', () => {
    const draw = (seed: number) => {
      const env = createSimulatedEnv(0, seed);
      return [env.random(), env.uuid()];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});
