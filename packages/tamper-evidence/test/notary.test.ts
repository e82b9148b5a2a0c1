import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createFileStore,
  createMemoryStore,
  createNotary,
  createSigner,
  generateKeys,
  leafHashOf,
  leafSourceOf,
  openCheckpoint,
  prove,
  checkProof,
  leafRecordOf,
  rootOf,
  type LogStore,
  type Notary,
  type NotaryOptions,
  type RawEvent,
  type StoredFile,
} from '../src/index.ts';
import { settle, TestClock } from './support/clock.ts';
import { testFolder } from './support/folder.ts';
import { makeLedger, signer, verify, verifierKeys, withChange } from './support/ledger.ts';

const ledger = makeLedger(3000);

/** A ledger that reads in odd batches, as a store would. */
const sourceOf = (events: readonly RawEvent[], gapFree = true): NotaryOptions['source'] =>
  leafSourceOf(async function* (after) {
    const from = events.findIndex(({ position }) => position > after);
    for (let at = from; at >= 0 && at < events.length; at += 97)
      yield await Promise.resolve(events.slice(at, at + 97));
  }, gapFree);

const notaryOf = (store: LogStore, durableSize: number, more: Partial<NotaryOptions> = {}): Promise<Notary> =>
  createNotary({ source: sourceOf(ledger), store, signer, env: new TestClock(), durableSize, ...more });

const sizesOf = async (store: LogStore): Promise<number[]> =>
  (await store.checkpoints()).map((note) => openCheckpoint(note, [signer.verifier]).size);

const rootOfFirst = (size: number): Buffer => rootOf(ledger.slice(0, size).map(leafHashOf));

describe('a notary', () => {
  it('signs what is durable and nothing more', async () => {
    const store = createMemoryStore();
    const notary = await notaryOf(store, 700);
    const note = (await notary.checkpointNow()) as string;
    expect(openCheckpoint(note, [signer.verifier])).toMatchObject({ origin: 'example.com/desk', size: 700 });
    expect(openCheckpoint(note, [signer.verifier]).root).toEqual(rootOfFirst(700));
    expect(await notary.checkpointNow()).toBeUndefined();
    notary.durable(900);
    notary.durable(800);
    await notary.checkpointNow();
    expect(await sizesOf(store)).toEqual([700, 900]);
    expect(notary.signedSize).toBe(900);
  });

  it('leaves tiles and checkpoints with which the ledger verifies and every event is proven', async () => {
    const store = createMemoryStore();
    const notary = await notaryOf(store, 1);
    for (const size of [1, 2, 255, 256, 257, 511, 1000, 2999]) {
      notary.durable(size);
      await notary.checkpointNow();
    }
    const evidence = { store, checkpoints: await store.checkpoints(), records: [], size: 2999 };
    expect(await verify(ledger, evidence)).toMatchObject({ ok: true, signed: 2999, checkpointsHolding: 8 });
    for (const index of [0, 255, 256, 1234, 2998]) {
      const record = leafRecordOf(ledger[index] as RawEvent);
      expect(
        checkProof(await prove({ log: store, verifierKeys, index, record }), { verifierKeys }).index,
      ).toBe(index);
    }
  });

  it('keeps of each tile its full form, or the partial forms since', async () => {
    const store = createMemoryStore();
    const notary = await notaryOf(store, 100);
    for (const size of [100, 200, 300, 400]) {
      notary.durable(size);
      await notary.checkpointNow();
    }
    const there = (path: string): Promise<boolean> => store.has(path);
    expect(
      await Promise.all(['tile/0/000', 'tile/0/001.p/44', 'tile/0/001.p/144', 'tile/1/000.p/1'].map(there)),
    ).toEqual(Array(4).fill(true));
    expect(await Promise.all(['tile/0/000.p/100', 'tile/0/000.p/200'].map(there))).toEqual([false, false]);
  });

  it('signs after so many events, or when the oldest has waited long enough, and a last time when stopped', async () => {
    const [store, clock, stop] = [createMemoryStore(), new TestClock(), new AbortController()];
    const notary = await notaryOf(store, 0, { env: clock, everyEvents: 100, everyMs: 5000 });
    const running = notary.run(stop.signal);
    await clock.pass(60_000);
    expect(await sizesOf(store)).toEqual([]);
    notary.durable(3);
    await settle();
    expect(await sizesOf(store)).toEqual([]);
    await clock.pass(4999);
    notary.durable(50);
    await settle();
    expect(await sizesOf(store)).toEqual([]);
    await clock.pass(1);
    expect(await sizesOf(store)).toEqual([50]);
    notary.durable(149);
    await settle();
    expect(await sizesOf(store)).toEqual([50]);
    notary.durable(150);
    await settle();
    expect(await sizesOf(store)).toEqual([50, 150]);
    notary.durable(160);
    await settle();
    stop.abort();
    await running;
    expect(await sizesOf(store)).toEqual([50, 150, 160]);
    expect(clock.sleeping).toBe(0);
  });

  it('hands each checkpoint on once it is kept', async () => {
    const store = createMemoryStore();
    const handed: unknown[] = [];
    const notary = await notaryOf(store, 5, { onCheckpoint: (note, { size }) => handed.push([size, note]) });
    const note = await notary.checkpointNow();
    expect(handed).toEqual([[5, note]]);
    expect(await store.checkpoints()).toEqual([note]);
  });

  it('rejects when it was told of events that cannot be read, and signs nothing', async () => {
    const store = createMemoryStore();
    const notary = await notaryOf(store, 3001);
    await expect(notary.checkpointNow()).rejects.toThrow(
      /3001 events should be there, but only 3000 could be read/,
    );
    await expect(notary.run(new AbortController().signal)).rejects.toThrow(/3001 events should be there/);
    expect(await store.checkpoints()).toEqual([]);
  });

  it('signs no event that contradicts the leaf hash stored beside it', async () => {
    const store = createMemoryStore();
    const damaged = withChange(ledger, 17, { dataBytes: Buffer.from('{}') });
    const notary = await notaryOf(store, 100, { source: sourceOf(damaged) });
    await expect(notary.checkpointNow()).rejects.toThrow(
      /position 18 \(stream ticket-\d, revision \d+\) is not what the leaf hash/,
    );
    expect(await store.checkpoints()).toEqual([]);
  });

  it('counts the events of a ledger whose positions have gaps', async () => {
    const sparse = makeLedger(2500, 7, false).map((event) => ({ ...event, position: event.position * 11 }));
    const store = createMemoryStore();
    const source = sourceOf(sparse, false);
    const notary = await notaryOf(store, 1200, { source });
    await notary.checkpointNow();
    notary.durable(2400);
    await notary.checkpointNow();
    const again = await notaryOf(store, 2500, { source: sourceOf(sparse, false), compare: 'tail' });
    const note = (await again.checkpointNow()) as string;
    expect(openCheckpoint(note, [signer.verifier]).root).toEqual(rootOf(sparse.map(leafHashOf)));
  });
});

describe.each(['whole', 'tail'] as const)('a notary that starts again and compares the %s', (compare) => {
  it('goes on where it was, at any size', async () => {
    const goesOn = fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
      async (steps) => {
        const store = createMemoryStore();
        let size = 0;
        for (const step of steps) {
          size += step;
          const notary = await notaryOf(store, size, { compare });
          expect(notary.signedSize).toBe(size - step);
          const note = (await notary.checkpointNow()) as string;
          expect(openCheckpoint(note, [signer.verifier]).root).toEqual(rootOfFirst(size));
        }
      },
    );
    await fc.assert(goesOn, { numRuns: 15 });
  });

  it('stops when the ledger is smaller than what was signed', async () => {
    const store = createMemoryStore();
    await (await notaryOf(store, 500)).checkpointNow();
    await expect(notaryOf(store, 499, { compare })).rejects.toThrow(
      /the ledger has 499 events, but 500 were signed for example.com\/desk. Nothing was signed. If a backup was restored, begin a new origin/,
    );
    expect(await sizesOf(store)).toEqual([500]);
  });

  it('stops when a restored backup went another way', async () => {
    for (const signedSize of [400, 512, 513]) {
      const store = createMemoryStore();
      const notary = await notaryOf(store, 300);
      await notary.checkpointNow();
      notary.durable(signedSize);
      await notary.checkpointNow();
      const restored = [...ledger.slice(0, 350), ...makeLedger(700, 3).slice(350)];
      const refused = notaryOf(store, 700, { source: sourceOf(restored), compare });
      await expect(refused).rejects.toThrow(
        new RegExp(`first ${signedSize} events are not those that were signed for example.com/desk`),
      );
      await expect(refused).rejects.toMatchObject({
        name: 'LedgerDiffersError',
        agreesTo: compare === 'whole' ? 300 : 0,
      });
    }
  });

  it('writes tiles again that are gone or cut', async () => {
    const store = createMemoryStore();
    await (await notaryOf(store, 1500)).checkpointNow();
    for (const path of ['tile/0/005.p', 'tile/1', 'tile/0/002']) await store.remove(path);
    const notary = await notaryOf(store, 1600, { compare });
    if (compare === 'whole') expect(await store.has('tile/0/002')).toBe(true);
    expect(await store.has('tile/0/005.p/220')).toBe(true);
    expect(await store.has('tile/1/000.p/5')).toBe(true);
    await notary.checkpointNow();
    expect(await sizesOf(store)).toEqual([1500, 1600]);
  });

  it('stops when its own checkpoints are another key’s', async () => {
    const store = createMemoryStore();
    await (await notaryOf(store, 50)).checkpointNow();
    const another = createSigner(generateKeys(signer.name, Buffer.alloc(32, 77)).signerKey);
    await expect(notaryOf(store, 60, { signer: another, compare })).rejects.toThrow(
      /no known key signed this note, only example.com\/desk\+/,
    );
  });
});

describe('a notary whose store fails', () => {
  /** A store that fails at its nth call that writes, before or after it took effect. */
  const failing = (store: LogStore, failAt: number, after: boolean): LogStore => {
    let calls = 0;
    const wrap = async <T>(work: () => Promise<T>): Promise<T> => {
      const fails = calls++ === failAt;
      if (fails && !after) throw new Error('disk full');
      const result = await work();
      if (fails) throw new Error('disk full');
      return result;
    };
    return {
      ...store,
      write: (files: readonly StoredFile[]) => wrap(() => store.write(files)),
      addCheckpoint: (note) => wrap(() => store.addCheckpoint(note)),
    };
  };

  it('goes on when it can, in the same process or the next, and never contradicts itself', async () => {
    const goesOn = fc.asyncProperty(fc.nat(6), fc.boolean(), fc.boolean(), async (failAt, after, restart) => {
      const store = createMemoryStore();
      let notary = await notaryOf(failing(store, failAt, after), 600);
      for (const size of [600, 601, 1300]) {
        notary.durable(size);
        const failed = await notary.checkpointNow().then(
          () => false,
          (error: unknown) => (error as Error).message === 'disk full',
        );
        if (failed && restart) notary = await notaryOf(store, size);
        if (failed) await notary.checkpointNow();
      }
      const evidence = { store, checkpoints: await store.checkpoints(), records: [], size: 1300 };
      expect(await verify(ledger, evidence)).toMatchObject({ ok: true, signed: 1300 });
    });
    await fc.assert(goesOn, { numRuns: 20 });
  });

  it('keeps a log in a folder that a fresh process continues', async () => {
    const folder = join(await testFolder(), 'evidence', '1');
    for (const size of [300, 301, 900]) await (await notaryOf(createFileStore(folder), size)).checkpointNow();
    const store = createFileStore(folder);
    const evidence = { store, checkpoints: await store.checkpoints(), records: [], size: 900 };
    expect(await verify(ledger, evidence)).toMatchObject({ ok: true, signed: 900, checkpointsHolding: 3 });
  });
});
