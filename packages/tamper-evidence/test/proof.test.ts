import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkProof,
  createFileStore,
  createMemoryStore,
  createSigner,
  decodeBundle,
  exportLog,
  formatProof,
  generateKeys,
  leafHash,
  leafHashOf,
  leafRecordOf,
  parseProof,
  prove,
  recordReader,
  rootOf,
  sha256,
  signCheckpoint,
  verifyLedger,
  tileLeafHashes,
  type LogStore,
  type RawEvent,
} from '../src/index.ts';
import { testFolder } from './support/folder.ts';
import { makeLedger, sealLedger, signer, verifierKeys, withChange } from './support/ledger.ts';

const ledger = makeLedger(900);
const { store, checkpoints } = await sealLedger(ledger, [300, 800]);
const eventAt = (index: number): RawEvent => ledger[index] as RawEvent;
const proveAt = (index: number, log: LogStore = store): Promise<string> =>
  prove({ log, verifierKeys, index, record: leafRecordOf(eventAt(index)) });

describe('a proof', () => {
  it('says without the ledger which event it is of, and when it was signed', async () => {
    const text = await proveAt(456);
    const { leaf, index, checkpoint } = checkProof(text, { verifierKeys });
    expect(leaf).toMatchObject({ position: 457, stream: eventAt(456).stream, type: eventAt(456).type });
    expect(leaf.dataHash).toEqual(sha256(eventAt(456).dataBytes));
    expect([index, checkpoint.origin, checkpoint.size]).toEqual([456, 'example.com/desk', 800]);
  });

  it('is accepted for its event, by its bytes or its leaf record, and refused for any other', async () => {
    const every = fc.asyncProperty(fc.nat(799), fc.nat(898), async (index, other) => {
      const text = await proveAt(index);
      const event = eventAt(index);
      expect(checkProof(text, { verifierKeys, event }).index).toBe(index);
      expect(checkProof(text, { verifierKeys, record: leafRecordOf(event) }).index).toBe(index);
      const another = eventAt(other >= index ? other + 1 : other);
      expect(() => checkProof(text, { verifierKeys, event: another })).toThrow(
        /the event is not the one it was made for: position was/,
      );
    });
    await fc.assert(every, { numRuns: 40 });
  });

  it('says in what a changed event differs', async () => {
    const text = await proveAt(5);
    const changed = {
      ...eventAt(5),
      dataBytes: Buffer.from('{"n":6}'),
      recordedAt: '2001-01-01T00:00:00.000Z',
    };
    expect(() => checkProof(text, { verifierKeys, event: changed })).toThrow(
      /the proof is refused: the event is not the one it was made for: recordedAt was "2023-11-14T22:13:25.000Z", data differ/,
    );
  });

  it('stays valid when the payload was sealed or destroyed since', async () => {
    const event = eventAt(77);
    const before = await proveAt(77);
    const destroyed = {
      ...event,
      dataBytes: new Uint8Array(0),
      erasedDataHash: sha256(event.dataBytes),
      leafHash: undefined,
    };
    expect(checkProof(before, { verifierKeys, event: destroyed }).index).toBe(77);
    expect(checkProof(before, { verifierKeys }).leaf.dataHash).toEqual(sha256(event.dataBytes));
    const after = await prove({ log: store, verifierKeys, index: 77, record: leafRecordOf(destroyed) });
    expect(after).toBe(before);
    expect(Buffer.from(before).includes(event.dataBytes)).toBe(false);
  });

  it('is refused with any character of it changed', async () => {
    const text = await proveAt(123);
    const refused = fc.property(
      fc.nat(text.length - 1),
      fc.constantFrom('A', 'b', '1', '\n', '', '='),
      (at, put) => {
        fc.pre(text[at] !== put);
        const changed = text.slice(0, at) + put + text.slice(at + 1);
        expect(() => checkProof(changed, { verifierKeys })).toThrow(
          expect.objectContaining({ name: 'ProofRefusedError' }),
        );
      },
    );
    fc.assert(refused, { numRuns: 400 });
  });

  it('is refused when another key signed its checkpoint, whatever the name', async () => {
    const text = await proveAt(9);
    const evil = createSigner(generateKeys(signer.name, Buffer.alloc(32, 5)).signerKey);
    const forged = signCheckpoint({ origin: signer.name, size: 1, root: leafHashOf(eventAt(9)) }, [evil]);
    const proof = formatProof({ ...parseProof(text), index: 0, hashes: [], checkpoint: forged });
    expect(() => checkProof(proof, { verifierKeys })).toThrow(
      /the proof is refused: no known key signed this note/,
    );
    expect(checkProof(proof, { verifierKeys: [evil.verifier.verifierKey] }).index).toBe(0);
  });

  it('without a leaf record needs one, and then proves no more than it', async () => {
    const bare = formatProof({ ...parseProof(await proveAt(9)), extra: undefined });
    expect(() => checkProof(bare, { verifierKeys })).toThrow(/carries no leaf record, and none was given/);
    expect(checkProof(bare, { verifierKeys, event: eventAt(9) }).leaf.position).toBe(10);
    expect(() => checkProof(bare, { verifierKeys, event: eventAt(10) })).toThrow(
      /do not lead from the leaf at index 9/,
    );
    expect(() => checkProof(bare, { verifierKeys, record: Buffer.from('x') })).toThrow(/do not lead/);
  });

  it('is not made of an event that is not signed yet, or is not what was signed', async () => {
    await expect(proveAt(800)).rejects.toThrow(
      /event 801 is not signed yet: the last checkpoint covers 800 events/,
    );
    await expect(proveAt(0, createMemoryStore())).rejects.toThrow(/the last checkpoint covers 0 events/);
    const record = leafRecordOf({ ...eventAt(7), type: 'X' });
    await expect(prove({ log: store, verifierKeys, index: 7, record })).rejects.toThrow(
      /is not what was signed as event 8/,
    );
  });

  it('is not made from damaged tiles', async () => {
    const damaged = (await sealLedger(ledger, [800])).store;
    const tile = Buffer.from((await damaged.read('tile/0/001')) as Uint8Array);
    tile[0] = (tile[0] as number) ^ 1;
    await damaged.write([{ path: 'tile/0/001', bytes: tile }]);
    await expect(proveAt(300, damaged)).rejects.toThrow(
      /the tiles do not lead to the signed root of 800 events/,
    );
  });
});

describe('an exported log', () => {
  const rawEvents = (): readonly RawEvent[] => ledger;

  it('is a folder of static files: tiles, entry bundles and the checkpoint', async () => {
    const folder = join(await testFolder(), 'export');
    const progress: number[][] = [];
    const to = createFileStore(folder);
    const checkpoint = await exportLog({
      rawEvents,
      checkpoints,
      verifierKeys,
      to,
      onProgress: (...at) => progress.push(at),
    });
    expect(checkpoint).toMatchObject({ origin: 'example.com/desk', size: 800 });
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(files.sort()).toEqual([
      'checkpoint',
      'checkpoints',
      'tile/0/000',
      'tile/0/001',
      'tile/0/002',
      'tile/0/003.p/32',
      'tile/1/000.p/3',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002',
      'tile/entries/003.p/32',
    ]);
    expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toBe(checkpoints[1]);
    const records = decodeBundle(await readFile(join(folder, 'tile/entries/003.p/32')));
    expect(records).toEqual(ledger.slice(768, 800).map(leafRecordOf));
    expect(rootOf(ledger.slice(0, 800).map((event) => leafHash(leafRecordOf(event))))).toEqual(
      checkpoint.root,
    );
  });

  it('proves each event, and verifies the ledger with names for what is gone', async () => {
    const to = createMemoryStore();
    await exportLog({ rawEvents, checkpoints, verifierKeys, to });
    expect(checkProof(await proveAt(799, to), { verifierKeys }).leaf.position).toBe(800);
    const report = await verifyLedger({
      rawEvents: ledger.toSpliced(500, 2),
      checkpoints,
      verifierKeys,
      leafHashes: () => tileLeafHashes(to, 800),
      recordAt: recordReader(to, 800),
    });
    expect(report.findings.map(({ kind, position, stream }) => [kind, position, stream])).toEqual([
      ['removed', 501, eventAt(500).stream],
      ['removed', 502, eventAt(501).stream],
    ]);
  });

  it('is brought up to date when the log has grown', async () => {
    const to = createMemoryStore();
    await exportLog({ rawEvents, checkpoints: checkpoints.slice(0, 1), verifierKeys, to });
    await exportLog({ rawEvents, checkpoints, verifierKeys, to });
    await exportLog({ rawEvents, checkpoints, verifierKeys, to });
    expect(await to.checkpoints()).toEqual(checkpoints);
    expect(checkProof(await proveAt(799, to), { verifierKeys }).index).toBe(799);
  });

  it('is not written over that of another log, a longer one, or one that went another way', async () => {
    const to = createMemoryStore();
    await exportLog({ rawEvents, checkpoints, verifierKeys, to });
    await expect(
      exportLog({ rawEvents, checkpoints: checkpoints.slice(0, 1), verifierKeys, to }),
    ).rejects.toThrow(
      /holds an export of example.com\/desk with 800 events, which example.com\/desk with 300 events does not continue/,
    );
    const fork = makeLedger(900, 3);
    const forked = (await sealLedger(fork, [850])).checkpoints;
    await expect(exportLog({ rawEvents: () => fork, checkpoints: forked, verifierKeys, to })).rejects.toThrow(
      /does not continue/,
    );
  });

  it('is not written of a ledger that is not what was signed', async () => {
    const to = createMemoryStore();
    const options = { checkpoints, verifierKeys, to };
    const changed = withChange(ledger, 3, { type: 'X' });
    await expect(exportLog({ ...options, rawEvents: () => changed })).rejects.toMatchObject({
      name: 'LedgerDiffersError',
    });
    await expect(exportLog({ ...options, rawEvents: () => ledger.slice(0, 700) })).rejects.toThrow(
      /800 events should be there, but only 700 could be read/,
    );
    await expect(exportLog({ ...options, rawEvents, checkpoints: [] })).rejects.toThrow(
      /nothing was signed yet/,
    );
    expect(await to.has('tile/0/000')).toBe(false);
  });
});
