import { describe, expect, it } from 'vitest';
import {
  beginOrigin,
  createMemoryStore,
  createNotary,
  createSigner,
  generateKeys,
  leafHashOf,
  leafSourceOf,
  openEarlierEvidence,
  openEvidence,
  openLink,
  openNextEvidence,
  originOf,
  parseLink,
  readLink,
  rootOf,
  signNote,
  type LogStore,
  type RawEvent,
  type Signer,
} from '../src/index.ts';
import { TestClock } from './support/clock.ts';
import { testFolder } from './support/folder.ts';
import { makeLedger, signer } from './support/ledger.ts';

const lost = makeLedger(500);
const restored = [...lost.slice(0, 350), ...makeLedger(420, 3).slice(350)];
const env = new TestClock();
const sourceOf = (events: readonly RawEvent[]): ReturnType<typeof leafSourceOf> =>
  leafSourceOf((after) => [events.slice(after)], true);

const signAt = async (
  store: LogStore,
  key: Signer,
  events: readonly RawEvent[],
  sizes: readonly number[],
): Promise<void> => {
  const notary = await createNotary({ source: sourceOf(events), store, signer: key, env, durableSize: 0 });
  for (const size of sizes) {
    notary.durable(size);
    await notary.checkpointNow();
  }
};

const next = createSigner(generateKeys('example.com/desk/2', Buffer.alloc(32, 4)).signerKey);

describe('a restored backup', () => {
  it('begins a new origin with a statement, signed by both keys, of what it continues', async () => {
    const [old, fresh] = [createMemoryStore(), createMemoryStore()];
    await signAt(old, signer, lost, [100, 300, 480]);
    await expect(signAt(old, signer, restored, [420])).rejects.toThrow(
      /begin a new origin that links to this one/,
    );
    const note = await beginOrigin({
      source: sourceOf(restored),
      durableSize: 420,
      previous: { store: old, verifier: signer.verifier, signer },
      store: fresh,
      signer: next,
      reason: 'restored the backup\nof Monday',
      env,
    });
    expect(openLink(note, [signer.verifier])).toEqual({
      origin: 'example.com/desk/2',
      verifierKey: next.verifier.verifierKey,
      previousOrigin: 'example.com/desk',
      previous: { size: 480, root: rootOf(lost.slice(0, 480).map(leafHashOf)) },
      agreesTo: 300,
      begins: { size: 420, root: rootOf(restored.map(leafHashOf)) },
      at: '2027-01-15T08:00:00.000Z',
      reason: 'restored the backup of Monday',
      vouchedFor: true,
    });
    expect(await readLink(fresh, [next.verifier])).toMatchObject({ vouchedFor: false, agreesTo: 300 });
    expect(await readLink(old, [signer.verifier])).toBeUndefined();
    await signAt(fresh, next, restored, [420]);
    expect(await fresh.checkpoints()).toHaveLength(1);
    expect(await old.checkpoints()).toHaveLength(3);
  });

  it('says so too when the old key is lost, but then nobody vouches for it', async () => {
    const [old, fresh] = [createMemoryStore(), createMemoryStore()];
    const note = await beginOrigin({
      source: sourceOf(restored),
      durableSize: 10,
      previous: { store: old, verifier: signer.verifier },
      store: fresh,
      signer: next,
      reason: 'disk lost',
      env,
    });
    expect(openLink(note, [next.verifier, signer.verifier])).toMatchObject({
      vouchedFor: false,
      agreesTo: 0,
      previous: { size: 0 },
    });
    expect(() => openLink(note, [signer.verifier])).toThrow(/no known key signed this note/);
  });

  it('begins a new origin once, under a name of its own', async () => {
    const [old, fresh] = [createMemoryStore(), createMemoryStore()];
    const options = {
      source: sourceOf(restored),
      durableSize: 10,
      previous: { store: old, verifier: signer.verifier, signer },
      store: fresh,
      signer: next,
      reason: 'x',
      env,
    };
    await expect(beginOrigin({ ...options, signer })).rejects.toThrow(/example.com\/desk cannot begin/);
    await beginOrigin(options);
    await expect(beginOrigin(options)).rejects.toThrow(
      /example.com\/desk\/2 cannot begin: its log already has/,
    );
  });
});

describe('a linking statement', () => {
  const text = `caselog-link/v1
origin b
verifier-key ${next.verifier.verifierKey}
previous-origin a
previous 0 ${Buffer.alloc(32).toString('base64')}
agrees-to 0
begins 5 ${Buffer.alloc(32, 1).toString('base64')}
at 2026-01-01T00:00:00.000Z
reason because of it
`;

  it('reads as it is written', () => {
    expect(parseLink(text)).toMatchObject({
      origin: 'b',
      previousOrigin: 'a',
      begins: { size: 5 },
      reason: 'because of it',
    });
  });

  it.each([
    ['another first line', text.replace('v1', 'v2'), /first line is "caselog-link\/v2"/],
    ['a line less', text.replace('agrees-to 0\n', ''), /no line agrees-to/],
    ['a line more', `${text}more of it\n`, /in their order/],
    ['a false size', text.replace('agrees-to 0', 'agrees-to -1'), /agrees-to is "-1"/],
    ['a false root', text.replace('begins 5 ', 'begins 5 A'), /begins is/],
    ['its lines in another order', text.replace(/(origin b\n)(.*\n)/, '$2$1'), /in their order/],
  ])('with %s is refused', (_what, bad, message) => {
    expect(() => parseLink(bad)).toThrow(message);
  });

  it('is no other note', () => {
    expect(() => openLink(signNote('hello\n', [signer]), [signer.verifier])).toThrow(
      /not a linking statement/,
    );
  });
});

describe('the evidence of an installation', () => {
  it('has a log and a key for each origin, made on first use', async () => {
    const home = await testFolder();
    const first = await openEvidence(home, 'example.com/desk');
    expect(first).toMatchObject({ generation: 1, folder: `${home}/evidence/1` });
    expect(first.signer.name).toBe('example.com/desk');
    await signAt(first.store, first.signer, lost, [20]);
    const second = await openNextEvidence(home, 'example.com/desk');
    expect(second.signer.name).toBe(originOf('example.com/desk', 2));
    expect((await openEvidence(home, 'example.com/desk')).generation).toBe(1);
    await beginOrigin({
      source: sourceOf(restored),
      durableSize: 10,
      previous: { store: first.store, verifier: first.signer.verifier, signer: first.signer },
      store: second.store,
      signer: second.signer,
      reason: 'restored',
      env,
    });
    const current = await openEvidence(home, 'example.com/desk');
    expect(current.generation).toBe(2);
    expect(current.signer.verifier.verifierKey).toBe(second.signer.verifier.verifierKey);
    const earlier = await openEarlierEvidence(home, 'example.com/desk', 1);
    expect(await earlier?.store.checkpoints()).toHaveLength(1);
    expect(await openEarlierEvidence(home, 'example.com/desk', 9)).toBeUndefined();
  });
});
