import { systemEnv } from '@caselog/env';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../src/index.ts';

it('waits whole milliseconds, never longer than the most and never less than half of the first', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), chance, (attempt, random) => {
      const env = { ...systemEnv, random: () => random };
      const waitMs = backoffMs(env, { firstMs: 1_000, mostMs: 300_000 }, attempt);
      // A wait is kept in databases, as a moment: a fraction of a millisecond is refused there.
      expect(Number.isInteger(waitMs)).toBe(true);
      expect(waitMs).toBeGreaterThanOrEqual(500);
      expect(waitMs).toBeLessThanOrEqual(300_000);
    }),
  );
});
