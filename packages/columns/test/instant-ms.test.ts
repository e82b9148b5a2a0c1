import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantMs } from '../src/build/instant-ms.ts';

describe('An instant in milliseconds', () => {
  it('is what Date.parse says, from the year 1 to the year 9999', () => {
    const [min, max] = [Date.parse('0001-01-01T00:00:00.000Z'), Date.UTC(9999, 11, 31)];
    fc.assert(
      fc.property(fc.integer({ min, max }), (ms) => {
        expect(instantMs(new Date(ms).toISOString())).toBe(ms);
      }),
    );
  });

  it.each(['2026-03-01', '2026-03-01T09:00:00Z', 'never', '2026-xx-01T09:00:00.000Z'])(
    'is that of Date.parse for %s too',
    (text) => expect(instantMs(text)).toEqual(Date.parse(text)),
  );
});
