import type { RecordedEvent } from '@caselog/event-store';
import { describe, expect, it } from 'vitest';
import { Pieces } from '../src/rebuild/pieces.ts';

type Piece = readonly RecordedEvent[];

/** Two events that end at `position`. */
const pieceTo = (position: number): Piece =>
  [position - 1, position].map((each) => ({ position: each })) as unknown as Piece;

const positionsOf = async (pieces: AsyncIterable<Piece>): Promise<number[]> => {
  const found: number[] = [];
  for await (const piece of pieces) found.push(...piece.map(({ position }) => position));
  return found;
};

/** A source that answers at once. */
async function* quick(ends: readonly number[], asked: number[] = []) {
  for (const end of ends) {
    asked.push(end);
    await new Promise((resolve) => setImmediate(resolve));
    yield pieceTo(end);
  }
}

describe('Pieces of history for transactions', () => {
  it('begins a transaction with the first piece of a quick source, which brings the others as they are taken', async () => {
    const asked: number[] = [];
    const pieces = new Pieces(quick([2, 4, 6, 8, 10], asked), { to: 10, size: 6 });
    expect(await pieces.gather()).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await pieces.gather()).toBe(true);
    expect(await positionsOf(pieces.take())).toEqual([7, 8, 9, 10]);
    expect(await pieces.gather()).toBe(false);
  });

  it('gathers what a slow source brings before the transaction, as much as is enough for it', async () => {
    const pieces = new Pieces(
      (async function* () {
        for (const end of [2, 4, 6]) {
          await new Promise((resolve) => setTimeout(resolve, 15));
          yield pieceTo(end);
        }
        await new Promise(() => undefined);
      })(),
      { to: 8, size: 6 },
    );
    await pieces.gather();
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes on gathering, also from a quick source, as long as a transaction may not begin', async () => {
    let looks = 0;
    const mayBegin = () => (looks += 1) === 3;
    const pieces = new Pieces(quick([2, 4, 6, 8]), { to: 8, size: 100, mayBegin });
    expect(await pieces.gather()).toBe(true);
    expect(looks).toBe(3);
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('begins one that may not begin yet when there is enough for it: who asked waits', async () => {
    const pieces = new Pieces(quick([2, 4, 6, 8]), { to: 8, size: 4, mayBegin: () => false });
    expect(await pieces.gather()).toBe(true);
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4]);
  });

  it('ends a transaction that has lasted long enough, and takes the rest in the next', async () => {
    const pieces = new Pieces(quick([2, 4, 6]), { to: 6, size: 100, mustEnd: () => true });
    for (const expected of [
      [1, 2],
      [3, 4],
      [5, 6],
    ]) {
      expect(await pieces.gather()).toBe(true);
      expect(await positionsOf(pieces.take())).toEqual(expected);
    }
    expect(await pieces.gather()).toBe(false);
  });

  it('ends a transaction when the source stands still in the middle of it, and takes the rest in the next', async () => {
    let goOn = () => {};
    const stands = new Promise<void>((resolve) => (goOn = resolve));
    const pieces = new Pieces(
      (async function* () {
        yield* quick([2, 4]);
        await stands;
        yield* quick([6]);
      })(),
      { to: 6, size: 100 },
    );
    expect(await pieces.gather()).toBe(true);
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4]);
    goOn();
    expect(await pieces.gather()).toBe(true);
    expect(await positionsOf(pieces.take())).toEqual([5, 6]);
  });

  it('asks for nothing behind the last position wanted, and gives nothing behind it', async () => {
    const asked: number[] = [];
    const pieces = new Pieces(quick([2, 4, 6, 8], asked), { to: 5, size: 100 });
    await pieces.gather();
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4, 5]);
    expect(await pieces.gather()).toBe(false);
    expect(asked).toEqual([2, 4, 6]);
    await pieces.close();
  });

  it('throws what the source throws between transactions, never within one', async () => {
    const pieces = new Pieces(
      (async function* () {
        yield* quick([2, 4]);
        throw new Error('the ledger cannot be read');
      })(),
      { to: 10, size: 100 },
    );
    await pieces.gather();
    expect(await positionsOf(pieces.take())).toEqual([1, 2, 3, 4]);
    await expect(pieces.gather()).rejects.toThrow('the ledger cannot be read');
  });

  it('says that a source which has ended has nothing left', async () => {
    const pieces = new Pieces(quick([]), { to: 10, size: 100 });
    expect(await pieces.gather()).toBe(false);
    expect(await positionsOf(pieces.take())).toEqual([]);
  });
});
