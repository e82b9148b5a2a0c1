import { expect, it } from 'vitest';
import { createCounts } from '../src/queue/counts.ts';

it('counts once while a read model stands still, and again when it moved or was built anew', async () => {
  const counts = createCounts();
  const database = {};
  let counted = 0;
  const total = (mark: string, what = 'all') =>
    counts(database, what, mark, () => Promise.resolve((counted += 1)));
  expect([await total('1:40'), await total('1:40'), await total('1:41')]).toEqual([1, 1, 2]);
  // A rebuild at the same position may well find another total.
  expect([await total('2:41'), await total('2:41'), await total('2:41', 'P1')]).toEqual([3, 3, 4]);
});
