import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSigner,
  decodeBundle,
  encodeBundle,
  formatCheckpoint,
  formatProof,
  generateKeys,
  openCheckpoint,
  parseCheckpoint,
  parseProof,
  parseTilePath,
  partialTiles,
  signCheckpoint,
  signNote,
  tilePath,
  tileWidthAt,
  type TileId,
} from '../src/index.ts';

const signer = createSigner(generateKeys('example.com/desk', Buffer.alloc(32, 1)).signerKey);
const other = createSigner(generateKeys('example.com/other', Buffer.alloc(32, 2)).signerKey);
const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const root = Buffer.alloc(32, 9);

describe('a checkpoint', () => {
  const checkpoint = { origin: 'example.com/desk', size: 20_852_163, root };

  it('is three lines, as the specification prints them', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const parsed = parseCheckpoint(text);
    expect(parsed).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] });
    expect(formatCheckpoint(parsed)).toBe(text);
  });

  it('reads back as it was written, extension lines too', () => {
    const line = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
    const checkpoints = fc.record({
      origin: line,
      size: fc.maxSafeNat(),
      root: anyHash,
      extensions: fc.array(line),
    });
    fc.assert(
      fc.property(checkpoints, (any) => {
        expect(parseCheckpoint(formatCheckpoint(any))).toEqual(any);
      }),
    );
  });

  it('opens with the key of its origin, and with no other known key alone', () => {
    const note = signCheckpoint(checkpoint, [other, signer]);
    expect(openCheckpoint(note, [signer.verifier])).toMatchObject(checkpoint);
    expect(() => openCheckpoint(note, [other.verifier])).toThrow(
      /checkpoint is of the log "example.com\/desk", but example.com\/other signed it/,
    );
  });

  it.each([
    ['two lines', 'a\n1\n', /it has 2 lines/],
    ['an empty line', `a\n\n1\n`, /line 2 is empty/],
    [
      'a size with a leading zero',
      `a\n01\n${root.toString('base64')}\n`,
      /"01" on line 2 is not a tree size/,
    ],
    ['a negative size', `a\n-1\n${root.toString('base64')}\n`, /is not a tree size/],
    [
      'a size too large to count with',
      `a\n9007199254740993\n${root.toString('base64')}\n`,
      /is not a tree size/,
    ],
    ['a short root', 'a\n1\nAAAA\n', /"AAAA" on line 3 is not a root hash/],
    ['no last newline', `a\n1\n${root.toString('base64')}`, /does not end in a newline/],
  ])('with %s is refused', (_what, text, message) => {
    expect(() => parseCheckpoint(text)).toThrow(message);
  });

  it('that no reader would take is not signed', () => {
    expect(() => signCheckpoint({ ...checkpoint, origin: '' }, [signer])).toThrow(/line 1 is empty/);
    expect(() => signCheckpoint({ ...checkpoint, size: 1.5 }, [signer])).toThrow(/not a tree size/);
    expect(() => signCheckpoint({ ...checkpoint, root: root.subarray(1) }, [signer])).toThrow(
      /not a root hash/,
    );
  });
});

describe('a proof text', () => {
  const checkpoint = signCheckpoint({ origin: 'example.com/desk', size: 3, root }, [signer]);

  it('has the lines of the specification in their order', () => {
    const text = formatProof({ extra: Buffer.from('x'), index: 2, hashes: [root], checkpoint });
    expect(text.split('\n').slice(0, 5)).toEqual([
      'c2sp.org/tlog-proof@v1',
      'extra eA==',
      'index 2',
      root.toString('base64'),
      '',
    ]);
    expect(text.endsWith(`\n\n${checkpoint}`)).toBe(true);
  });

  it('reads back as it was written', () => {
    const proofs = fc.record({
      extra: fc.option(
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        { nil: undefined },
      ),
      index: fc.maxSafeNat(),
      hashes: fc.array(anyHash, { maxLength: 60 }),
      checkpoint: fc.constant(checkpoint),
    });
    fc.assert(
      fc.property(proofs, (proof) => {
        expect(parseProof(formatProof(proof))).toEqual(proof);
      }),
    );
  });

  const good = formatProof({ index: 2, hashes: [root], checkpoint });
  it.each([
    ['of another version', good.replace('@v1', '@v2'), /its first line is/],
    ['without an index', good.replace('index 2\n', ''), /is not an index/],
    ['with a padded index', good.replace('index 2', 'index 02'), /"index 02" is not an index/],
    ['with false extra data', good.replace('index', 'extra *\nindex'), /extra data are not base64/],
    ['with a short hash', good.replace(root.toString('base64'), 'AAAA'), /"AAAA" \(hash 1\) is not a hash/],
    ['with 65 hashes', formatProof({ index: 2, hashes: Array(65).fill(root), checkpoint }), /65 hashes/],
    ['without a checkpoint', 'c2sp.org/tlog-proof@v1\nindex 0\n', /no empty line/],
    ['with nothing', '', /no empty line/],
  ])('%s is refused', (_what, text, message) => {
    expect(() => parseProof(text)).toThrow(message);
  });
});

describe('a tile', () => {
  it.each<[string, TileId]>([
    ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['tile/2/000.p/1', { level: 2, index: 0, width: 1 }],
    ['tile/63/999.p/255', { level: 63, index: 999, width: 255 }],
    ['tile/entries/x001/000', { level: 'entries', index: 1000, width: 256 }],
  ])('stands at %s', (path, tile) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each([
    'tile/64/000',
    'tile/00/000',
    'tile/0/00',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/data/000',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/../000',
  ])('does not stand at %s', (path) => {
    expect(() => parseTilePath(path)).toThrow(/is not the path of a tile/);
  });

  it('has the widths that the specification counts for 70,000 leaves and for 256', () => {
    expect(tileWidthAt(0, 272, 70_000)).toBe(256);
    expect(partialTiles(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(tileWidthAt(1, 0, 70_000)).toBe(256);
    expect(tileWidthAt(0, 274, 70_000)).toBe(0);
    expect(partialTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
    expect(partialTiles(0)).toEqual([]);
  });
});

describe('an entry bundle', () => {
  it('reads back as it was written', () => {
    const records = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 256 });
    const readsBack = fc.property(records, (all) => {
      expect(decodeBundle(encodeBundle(all)).map((one) => [...one])).toEqual(all.map((one) => [...one]));
    });
    fc.assert(readsBack);
  });

  it('is refused when cut off anywhere but between two records', () => {
    const bundle = encodeBundle([Buffer.from('one'), Buffer.from('two')]);
    for (const cut of [1, 2, 4, 6, 9]) {
      expect(() => decodeBundle(bundle.subarray(0, cut))).toThrow(/not an entry bundle: .* at byte \d/);
    }
    expect(decodeBundle(bundle.subarray(0, 5))).toHaveLength(1);
  });

  it('holds no record longer than 65,535 bytes, and at most 256', () => {
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(/65536 bytes does not fit/);
    expect(() => decodeBundle(new Uint8Array(2 * 257))).toThrow(/257 records are too many/);
  });
});

describe('a note that is no checkpoint', () => {
  it('is not opened as one', () => {
    expect(() => openCheckpoint(signNote('hello\n', [signer]), [signer.verifier])).toThrow(
      /not a checkpoint/,
    );
  });
});
