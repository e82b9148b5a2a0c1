import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMemoryStore,
  edgeLevels,
  MemoryTree,
  nodesOf,
  partialTiles,
  proveConsistency,
  proveInclusion,
  TileBuilder,
  tileLeafHashes,
  TileReader,
  type Hash,
  type LogStore,
} from '../src/index.ts';
import { naiveLeaf } from './support/naive-tree.ts';

const leaves: Hash[] = Array.from({ length: 70_100 }, (_, i) => naiveLeaf(Buffer.from(`leaf ${i}`)));

const tilesOf = async (
  size: number,
  from = new TileBuilder(),
  store = createMemoryStore(),
): Promise<LogStore> => {
  for (const leaf of leaves.slice(from.size, size)) from.append(leaf);
  await store.write(from.takeFull());
  await store.write(from.partials());
  return store;
};

const hex = (hashes: readonly Hash[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('hex'));

const sizes = fc.oneof(
  fc.integer({ min: 1, max: 1200 }),
  fc.constantFrom(255, 256, 257, 65_535, 65_536, 65_537, 70_000),
);

describe('tiles', () => {
  it('hold a tree: roots and proofs read from them are those of the tree in memory', async () => {
    const tree = new MemoryTree(leaves);
    const same = fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, a, b) => {
      const reader = new TileReader(await tilesOf(size), size);
      const [index, oldSize] = [a % size, 1 + (b % size)];
      expect(hex(await proveInclusion(index, size, reader))).toEqual(
        hex(await proveInclusion(index, size, tree)),
      );
      expect(hex(await proveConsistency(oldSize, size, reader))).toEqual(
        hex(await proveConsistency(oldSize, size, tree)),
      );
    });
    await fc.assert(same, { numRuns: 10 });
  });

  it('give the leaf hashes back, from any place on', async () => {
    const store = await tilesOf(1000);
    for (const from of [0, 1, 255, 256, 300, 999, 1000]) {
      const read: Hash[] = [];
      for await (const batch of tileLeafHashes(store, 1000, from)) read.push(...batch);
      expect(hex(read)).toEqual(hex(leaves.slice(from, 1000)));
    }
  });

  it('of an earlier size are still read when the tree has grown and the partial ones are gone', async () => {
    const builder = new TileBuilder();
    const store = await tilesOf(300, builder);
    await tilesOf(600, builder, store);
    await store.remove('tile/0/001.p');
    const tree = new MemoryTree(leaves.slice(0, 300));
    expect(hex(await proveInclusion(290, 300, new TileReader(store, 300)))).toEqual(
      hex(await proveInclusion(290, 300, tree)),
    );
  });

  it('of a grown tree are those of a tree built at once, also when the building was resumed', async () => {
    const resumed = fc.asyncProperty(sizes, fc.nat(600), async (size, more) => {
      const store = await tilesOf(size);
      const reader = new TileReader(store, size);
      const partials = new Map<number, Uint8Array>();
      for (const { level, index } of partialTiles(size)) partials.set(level, await reader.tile(level, index));
      const builder = new TileBuilder();
      builder.restore(size, partials, await reader.read(nodesOf({ start: 0, end: size })));
      const whole = new TileBuilder();
      for (const leaf of leaves.slice(0, size)) whole.append(leaf);
      whole.takeFull();
      for (const leaf of leaves.slice(size, size + more)) [builder, whole].forEach((one) => one.append(leaf));
      expect(builder.root()).toEqual(whole.root());
      expect(builder.takeFull()).toEqual(whole.takeFull());
      expect(builder.partials()).toEqual(whole.partials());
      expect(edgeLevels(size)).toHaveLength(nodesOf({ start: 0, end: size }).length);
    });
    await fc.assert(resumed, { numRuns: 6 });
  });

  it('that are gone or cut are named', async () => {
    const store = await tilesOf(300);
    await store.remove('tile/0/000');
    await expect(proveInclusion(1, 300, new TileReader(store, 300))).rejects.toThrow(
      /the tile tile\/0\/000 is missing/,
    );
    await store.write([{ path: 'tile/0/000', bytes: new Uint8Array(8191) }]);
    await expect(proveInclusion(1, 300, new TileReader(store, 300))).rejects.toThrow(
      /the tile tile\/0\/000 has 8191 bytes, not 8192/,
    );
  });
});
