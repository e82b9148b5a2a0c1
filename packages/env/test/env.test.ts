import { describe, expect, it } from 'vitest';
import { systemEnv, toInstant } from '../src/index.ts';

describe('The system’s Env', () => {
  it('stops sleeping when its signal aborts', async () => {
    const controller = new AbortController();
    const slept = systemEnv.sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('abort');
  });

  it('draws numbers below one and ids that differ', () => {
    expect(systemEnv.random()).toBeLessThan(1);
    expect(systemEnv.uuid()).not.toBe(systemEnv.uuid());
  });

  it('writes instants in UTC with milliseconds', () => {
    expect(toInstant(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});
