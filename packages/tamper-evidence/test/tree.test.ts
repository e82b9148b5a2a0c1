import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyHolds,
  edgeLevels,
  inclusionHolds,
  leafHash,
  MemoryTree,
  nodeHash,
  proveConsistency,
  proveInclusion,
  RightEdge,
  rootOf,
  type Hash,
} from '../src/index.ts';
import { naiveConsistency, naiveLeaf, naivePath, naiveRoot } from './support/naive-tree.ts';

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const leavesOf = (count: number): Hash[] =>
  Array.from({ length: count }, (_, i) => naiveLeaf(Buffer.from(`leaf ${i}`)));

/** The inputs and roots with which implementations of Certificate Transparency test their trees. */
const knownInputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const knownRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree', () => {
  it('has the known roots of RFC 6962 at every size', () => {
    const edge = new RightEdge();
    const roots = [hex(edge.root())];
    for (const input of knownInputs) {
      edge.append(leafHash(Buffer.from(input, 'hex')));
      roots.push(hex(edge.root()));
    }
    expect(roots).toEqual(knownRoots);
  });

  it('proves what the example of RFC 6962, section 2.1.3, proves', async () => {
    const [a, b, c, d, e, f, j] = leavesOf(7) as [Hash, Hash, Hash, Hash, Hash, Hash, Hash];
    const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)];
    const [k, l] = [nodeHash(g, h), nodeHash(i, j)];
    const tree = new MemoryTree([a, b, c, d, e, f, j]);
    expect(await proveInclusion(0, 7, tree)).toEqual([b, h, l]);
    expect(await proveInclusion(3, 7, tree)).toEqual([c, g, l]);
    expect(await proveInclusion(4, 7, tree)).toEqual([f, j, k]);
    expect(await proveInclusion(6, 7, tree)).toEqual([i, k]);
    expect(await proveConsistency(3, 7, tree)).toEqual([c, d, g, l]);
    expect(await proveConsistency(4, 7, tree)).toEqual([l]);
    expect(await proveConsistency(6, 7, tree)).toEqual([i, j, k]);
  });

  it('agrees with the recursive definition at every size up to 130, for every leaf and every older tree', async () => {
    const leaves = leavesOf(130);
    const tree = new MemoryTree(leaves);
    const roots = leaves.map((_, n) => naiveRoot(leaves.slice(0, n)));
    for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 100, 127, 128, 129]) {
      const part = leaves.slice(0, size);
      const root = roots[size] as Hash;
      expect(await tree.root(size)).toEqual(root);
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(index, size, tree);
        expect(proof).toEqual(naivePath(index, part));
        expect(inclusionHolds({ index, size, leafHash: leaves[index] as Hash, root }, proof)).toBe(true);
      }
      for (let oldSize = 1; oldSize < size; oldSize++) {
        const proof = await proveConsistency(oldSize, size, tree);
        expect(proof).toEqual(naiveConsistency(oldSize, part));
        expect(consistencyHolds({ oldSize, oldRoot: roots[oldSize] as Hash, size, root }, proof)).toBe(true);
      }
    }
  });

  it('agrees with the recursive definition on random trees', async () => {
    const cases = fc
      .tuple(fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 700 }), fc.nat(), fc.nat())
      .map(([data, a, b]) => ({
        leaves: data.map(naiveLeaf),
        index: a % data.length,
        oldSize: b % (data.length + 1),
      }));
    const agrees = fc.asyncProperty(cases, async ({ leaves, index, oldSize }) => {
      const tree = new MemoryTree(leaves);
      const [size, root] = [leaves.length, naiveRoot(leaves)];
      expect(await tree.root()).toEqual(root);
      expect(rootOf(leaves)).toEqual(root);
      const inclusion = await proveInclusion(index, size, tree);
      expect(inclusion).toEqual(naivePath(index, leaves));
      expect(inclusionHolds({ index, size, root, leafHash: leaves[index] as Hash }, inclusion)).toBe(true);
      const oldRoot = naiveRoot(leaves.slice(0, oldSize));
      const consistency = await proveConsistency(oldSize, size, tree);
      expect(consistencyHolds({ oldSize, oldRoot, size, root }, consistency)).toBe(true);
    });
    await fc.assert(agrees, { numRuns: 30 });
  });

  it('goes on from a restored edge', () => {
    const goesOn = fc.property(fc.nat(300), fc.nat(40), (before, after) => {
      const leaves = leavesOf(before + after);
      const whole = new RightEdge();
      const edge = new Map<number, Buffer>();
      const first = new RightEdge((level, hash) => edge.set(level, Buffer.from(hash)));
      for (const leaf of leaves.slice(0, before)) first.append(leaf);
      const resumed = new RightEdge();
      resumed.restore(
        before,
        edgeLevels(before).map((level) => edge.get(level) as Hash),
      );
      for (const leaf of leaves.slice(before)) resumed.append(leaf);
      for (const leaf of leaves) whole.append(leaf);
      expect(resumed.root()).toEqual(whole.root());
    });
    fc.assert(goesOn);
    expect(() => new RightEdge().restore(3, [])).toThrow(/tree of 3 leaves is 2 hashes, not 0/);
  });
});

describe('a proof', () => {
  const size = 1 + 64 + 32 + 3;
  const leaves = leavesOf(size);
  const tree = new MemoryTree(leaves);
  const proofChange = fc.constantFrom('flip', 'drop', 'double', 'add', 'swap');

  const changed = (proof: readonly Hash[], change: string, place: number): Hash[] => {
    const copy: Buffer[] = proof.map((hash) => Buffer.from(hash));
    const at = place % copy.length;
    const hash = copy[at] as Buffer;
    if (change === 'flip') hash[place % 32] = (hash[place % 32] as number) ^ 1;
    else if (change === 'drop') copy.splice(at, 1);
    else if (change === 'double') copy.splice(at, 0, hash);
    else if (change === 'add') copy.push(Buffer.alloc(32));
    else [copy[0], copy[at]] = [copy[at] as Buffer, copy[0] as Buffer];
    return copy;
  };

  it('of inclusion is refused for another leaf, place, size or root, and with any hash of it changed', async () => {
    const root = naiveRoot(leaves);
    const refused = fc.asyncProperty(
      fc.nat(size - 1),
      proofChange,
      fc.nat(),
      async (index, change, place) => {
        const proof = await proveInclusion(index, size, tree);
        const claim = { index, size, root, leafHash: leaves[index] as Hash };
        expect(inclusionHolds(claim, proof)).toBe(true);
        expect(inclusionHolds({ ...claim, leafHash: leaves[(index + 1) % size] as Hash }, proof)).toBe(false);
        expect(inclusionHolds({ ...claim, index: (index + 1) % size }, proof)).toBe(false);
        expect(inclusionHolds({ ...claim, root: naiveRoot(leaves.slice(1)) }, proof)).toBe(false);
        expect(inclusionHolds({ ...claim, size: index }, proof)).toBe(false);
        const tampered = changed(proof, change, place);
        if (JSON.stringify(tampered) === JSON.stringify(proof)) return;
        expect(inclusionHolds(claim, tampered)).toBe(false);
      },
    );
    await fc.assert(refused, { numRuns: 300 });
  });

  it('of consistency is refused for other roots or sizes, and with any hash of it changed', async () => {
    const root = naiveRoot(leaves);
    const refused = fc.asyncProperty(
      fc.integer({ min: 1, max: size - 1 }),
      proofChange,
      fc.nat(),
      async (oldSize, change, place) => {
        const proof = await proveConsistency(oldSize, size, tree);
        const claim = { oldSize, oldRoot: naiveRoot(leaves.slice(0, oldSize)), size, root };
        expect(consistencyHolds(claim, proof)).toBe(true);
        expect(consistencyHolds({ ...claim, oldRoot: root }, proof)).toBe(false);
        expect(consistencyHolds({ ...claim, root: claim.oldRoot }, proof)).toBe(false);
        expect(consistencyHolds({ ...claim, oldSize: size, size: oldSize }, proof)).toBe(false);
        const tampered = changed(proof, change, place);
        if (JSON.stringify(tampered) === JSON.stringify(proof)) return;
        expect(consistencyHolds(claim, tampered)).toBe(false);
      },
    );
    await fc.assert(refused, { numRuns: 300 });
  });

  it('from the empty tree needs no hash, and accepts none and no other root', () => {
    const claim = { oldSize: 0, oldRoot: naiveRoot([]), size, root: naiveRoot(leaves) };
    expect(consistencyHolds(claim, [])).toBe(true);
    expect(consistencyHolds(claim, [leaves[0] as Hash])).toBe(false);
    expect(consistencyHolds({ ...claim, oldRoot: leaves[0] as Hash }, [])).toBe(false);
  });

  it('with a hash of another length is refused', () => {
    const [a, b] = leaves as [Hash, Hash];
    const short = b.subarray(0, 31);
    const root = nodeHash(a, Buffer.concat([short, Uint8Array.of(0)]));
    expect(inclusionHolds({ index: 0, size: 2, leafHash: a, root }, [short])).toBe(false);
    expect(consistencyHolds({ oldSize: 1, oldRoot: a, size: 2, root }, [short])).toBe(false);
  });

  it('cannot be asked of a leaf or an older tree that is not there', async () => {
    await expect(proveInclusion(size, size, tree)).rejects.toThrow(/leaf index 100 is not between 0 and 99/);
    await expect(proveConsistency(size + 1, size, tree)).rejects.toThrow(
      /tree size 101 is not between 0 and 100/,
    );
    await expect(async () => tree.read([{ level: 6, index: 1 }])).rejects.toThrow(
      /no complete subtree 1 of level 6/,
    );
  });
});
