import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSigner,
  generateKeys,
  leafHashOf,
  rootOf,
  sha256,
  signCheckpoint,
  type Finding,
  type RawEvent,
} from '../src/index.ts';
import {
  makeLedger,
  rehashed,
  renumbered,
  sealLedger,
  signer,
  verify,
  withChange,
  type Witness,
} from './support/ledger.ts';

const count = 700;
const ledger = makeLedger(count);
const evidence = await sealLedger(ledger, [100, 256, 400, 650]);
const bare = (event: RawEvent): RawEvent => ({ ...event, leafHash: undefined });
const place = (finding: Finding | undefined): object => ({
  kind: finding?.kind,
  position: finding?.position,
  stream: finding?.stream,
  revision: finding?.revision,
});
const placeOf = (kind: string, event: RawEvent | undefined): object => ({
  kind,
  position: event?.position,
  stream: event?.stream,
  revision: event?.revision,
});
const witnesses: Witness[] = ['tiles', 'tiles and records', 'checkpoints alone'];

describe.each(witnesses)('verify, with %s,', (witness) => {
  it('finds nothing wrong with the ledger that was signed', async () => {
    const report = await verify(ledger, evidence, witness);
    expect(report).toMatchObject({
      ok: true,
      events: 700,
      signed: 650,
      checkpoints: 4,
      checkpointsHolding: 4,
      findings: [],
    });
    expect(report.root).toEqual(rootOf(ledger.map(leafHashOf)));
  });

  it('names the event that was changed, whatever of it was', async () => {
    const changes: [string, (event: RawEvent) => Partial<RawEvent>][] = [
      ['data', () => ({ dataBytes: Buffer.from('{"n":0}') })],
      ['metadata', () => ({ metadataBytes: Buffer.from('{}') })],
      ['type', () => ({ type: 'TicketClosed' })],
      ['recordedAt', () => ({ recordedAt: '2001-01-01T00:00:00.000Z' })],
      ['stream', () => ({ stream: 'ticket-x' })],
      ['revision', ({ revision }) => ({ revision: revision + 2 })],
    ];
    for (const [what, change] of changes) {
      for (const at of [0, 99, 100, 333, 649]) {
        const changed = withChange(ledger, at, change(ledger[at] as RawEvent));
        const report = await verify(changed, evidence, witness);
        expect(report.findings.map(place), what).toEqual([placeOf('changed', changed[at])]);
        expect(report.ok).toBe(false);
      }
    }
  });

  it('names an event that was changed after the last checkpoint by the leaf hash stored beside it', async () => {
    const changed = withChange(ledger, 680, { dataBytes: Buffer.from('{}') });
    const report = await verify(changed, evidence, witness);
    expect(report.findings.map(place)).toEqual([placeOf('changed', changed[680])]);
    expect(report.findings[0]?.message).toMatch(
      /^position 681 \(stream ticket-\d, revision \d+\) is not what the leaf hash/,
    );
  });

  it('tells a damaged leaf hash from a changed event', async () => {
    const report = await verify(withChange(ledger, 42, { leafHash: Buffer.alloc(32) }), evidence, witness);
    expect(report.findings.map(place)).toEqual([placeOf('leaf-hash', ledger[42])]);
    expect(report).toMatchObject({ ok: false, signed: 650 });
  });

  it('names the event that was removed', async () => {
    for (const at of [0, 57, 400, 648]) {
      const report = await verify(ledger.toSpliced(at, 1), evidence, witness);
      expect(report.findings.map(place)).toEqual([placeOf('removed', ledger[at])]);
    }
  });

  it('names what is missing after the last checkpoint too, as far as positions and revisions tell', async () => {
    const report = await verify(ledger.toSpliced(670, 1), evidence, witness);
    expect(report.findings.map(place)).toEqual([placeOf('removed', ledger[670])]);
  });

  it('says where a ledger was cut off', async () => {
    const report = await verify(ledger.slice(0, 300), evidence, witness);
    expect(report).toMatchObject({ ok: false, events: 300, signed: 256 });
    expect(report.findings.at(0)).toMatchObject({ kind: 'removed', position: 301 });
    expect(report.findings.at(-1)?.message).toMatch(
      /removed|the ledger ends at 300 events, but 650 were signed/,
    );
  });

  it('finds every single flipped byte of data, metadata or stored leaf hash', async () => {
    const flip = fc.record({
      at: fc.nat(count - 1),
      field: fc.constantFrom('dataBytes' as const, 'metadataBytes' as const, 'leafHash' as const),
      byte: fc.nat(),
      bits: fc.integer({ min: 1, max: 255 }),
    });
    const found = fc.asyncProperty(flip, async ({ at, field, byte, bits }) => {
      const bytes = Buffer.from(ledger[at]?.[field] as Uint8Array);
      bytes[byte % bytes.length] = (bytes[byte % bytes.length] as number) ^ bits;
      const report = await verify(withChange(ledger, at, { [field]: bytes }), evidence, witness);
      const unjudged = field === 'leafHash' && at >= 650;
      const kind = field === 'leafHash' && !unjudged ? 'leaf-hash' : 'changed';
      expect(report.findings.map(place)).toEqual([placeOf(kind, ledger[at])]);
    });
    await fc.assert(found, { numRuns: 40 });
  });
});

describe.each(['tiles', 'tiles and records'] as Witness[])(
  'verify, with %s, although the leaf hashes were written anew,',
  (witness) => {
    it('names the event that was changed', async () => {
      const changed = rehashed(withChange(ledger, 333, { dataBytes: Buffer.from('{"n":0}') }));
      const report = await verify(changed, evidence, witness);
      expect(report.findings.map(place)).toEqual([placeOf('changed', changed[333])]);
      expect(report.findings[0]?.message).toContain(
        witness === 'tiles' ? 'is not what was signed' : 'data differ',
      );
    });

    it('names the event that was removed although all behind it were numbered anew', async () => {
      const report = await verify(rehashed(renumbered(ledger.toSpliced(200, 1))), evidence, witness);
      const [removed, moved, ...rest] = report.findings;
      expect(place(removed)).toEqual(placeOf('removed', ledger[200]));
      expect(moved).toMatchObject({ kind: 'renumbered', position: 201, lastPosition: 649 });
      expect(moved?.message).toBe('the events at positions 201 to 649 were signed at 202 to 650');
      expect(rest).toEqual([]);
    });

    it('names the event that was inserted', async () => {
      const forged: RawEvent = { ...(ledger[200] as RawEvent), stream: 'ticket-forged', revision: 0 };
      const report = await verify(rehashed(renumbered(ledger.toSpliced(200, 0, forged))), evidence, witness);
      expect(report.findings.map(place)).toEqual([
        placeOf('inserted', { ...forged, position: 201 }),
        placeOf('renumbered', { ...(ledger[200] as RawEvent), position: 202 }),
      ]);
    });

    it.each([
      [10, 11],
      [10, 17],
      [10, 400],
    ])('names events %i and %i that changed places', async (a, b) => {
      const swapped = [...ledger];
      [swapped[a], swapped[b]] = [ledger[b] as RawEvent, ledger[a] as RawEvent];
      const report = await verify(rehashed(renumbered(swapped)), evidence, witness);
      expect(report.findings.map(place)).toEqual([
        placeOf('reordered', { ...(ledger[b] as RawEvent), position: a + 1 }),
        placeOf('reordered', { ...(ledger[a] as RawEvent), position: b + 1 }),
      ]);
      expect(report.findings.map(({ message }) => message)).toEqual([
        expect.stringContaining(`was signed at position ${b + 1}`),
        expect.stringContaining(`was signed at position ${a + 1}`),
      ]);
    });

    it('names two events that stand in the wrong order under their own positions', async () => {
      const swapped = [...ledger];
      [swapped[30], swapped[31]] = [ledger[31] as RawEvent, ledger[30] as RawEvent];
      const report = await verify(swapped, evidence, witness);
      expect(report.findings.map(({ kind }) => kind)).toEqual(['reordered']);
      expect([31, 32]).toContain(report.findings[0]?.position);
    });

    it('counts every one of many changed events, and lists what was asked for', async () => {
      const changed = rehashed(
        ledger.map((event, i) => (i % 2 === 0 ? { ...event, dataBytes: Buffer.from('{}') } : event)),
      );
      const report = await verify(changed, evidence, witness, { findingsMax: 10 });
      expect(report.findings).toHaveLength(10);
      expect(report.findingsTotal).toBe(325);
    });

    it('stays exact when all events of a long run were changed', async () => {
      const changed = rehashed(
        ledger.map((event, i) => (i >= 100 && i < 500 ? { ...event, type: 'X' } : event)),
      ).toSpliced(300, 3);
      const report = await verify(changed, evidence, witness);
      expect(
        report.findings.filter(({ kind }) => kind === 'changed').map(({ position }) => position),
      ).toEqual(changed.filter(({ type }) => type === 'X').map(({ position }) => position));
      expect(report.findings.filter(({ kind }) => kind === 'removed').length).toBeGreaterThan(0);
      expect(report.findings.every(({ kind }) => kind === 'changed' || kind === 'removed')).toBe(true);
    });
  },
);

describe('verify, with records,', () => {
  it('says which fields of an event are not what was signed', async () => {
    const changed = withChange(ledger, 12, { type: 'X', metadataBytes: Buffer.from('{}') });
    const report = await verify(changed, evidence, 'tiles and records');
    expect(report.findings[0]?.message).toMatch(
      / is not what was signed: type was "TicketOpened", metadata differ$/,
    );
  });

  it('names each of several removed events', async () => {
    const report = await verify(ledger.toSpliced(200, 3), evidence, 'tiles and records');
    expect(report.findings.map(place)).toEqual([200, 201, 202].map((at) => placeOf('removed', ledger[at])));
  });

  it('believes no record that was not signed', async () => {
    const lies = { ...evidence, records: evidence.records.map(() => evidence.records[0] as Uint8Array) };
    const report = await verify(ledger.toSpliced(200, 1), lies, 'tiles and records');
    expect(report.findings.map(place)).toEqual([placeOf('removed', ledger[200])]);
  });
});

describe('verify, with checkpoints alone,', () => {
  it('says between which checkpoints an event was rewritten when nothing tells which', async () => {
    for (const forged of [
      rehashed(withChange(ledger, 333, { dataBytes: Buffer.from('{}') })),
      withChange(ledger, 333, { dataBytes: Buffer.from('{}') }).map(bare),
    ]) {
      const report = await verify(forged, evidence, 'checkpoints alone');
      expect(report).toMatchObject({ ok: false, signed: 256, checkpointsHolding: 2 });
      expect(report.findings).toMatchObject([{ kind: 'rewritten', position: 257, lastPosition: 400 }]);
    }
  });

  it('still sees what revisions give away when positions were numbered anew', async () => {
    const report = await verify(
      rehashed(renumbered(ledger.toSpliced(200, 1))),
      evidence,
      'checkpoints alone',
    );
    const { stream, revision } = ledger[200] as RawEvent;
    expect(report.findings.map(place)).toEqual([{ kind: 'removed', position: undefined, stream, revision }]);
    const twice = rehashed(renumbered(ledger.toSpliced(200, 0, ledger[200] as RawEvent)));
    const doubled = await verify(twice, evidence, 'checkpoints alone');
    expect(doubled.findings.map(place)).toEqual([placeOf('inserted', twice[201])]);
  });
});

describe('verify', () => {
  const evil = createSigner(generateKeys('example.com/desk', Buffer.alloc(32, 66)).signerKey);

  it('reports a ledger that nothing signs', async () => {
    const report = await verify(ledger, { ...evidence, checkpoints: [] }, 'tiles');
    expect(report).toMatchObject({ ok: false, signed: 0 });
    expect(report.findings).toMatchObject([
      { kind: 'unsigned', message: 'no valid checkpoint signs any of the 700 events' },
    ]);
    expect(await verify([], { ...evidence, checkpoints: [] }, 'checkpoints alone')).toMatchObject({
      ok: true,
      events: 0,
    });
  });

  it('reports a checkpoint by another key, or one that was changed, and uses the others', async () => {
    const forged = signCheckpoint({ origin: signer.name, size: 700, root: rootOf(ledger.map(leafHashOf)) }, [
      evil,
    ]);
    const edited = (evidence.checkpoints[1] as string).replace('\n256\n', '\n255\n');
    const checkpoints = [
      evidence.checkpoints[0] as string,
      forged,
      edited,
      evidence.checkpoints[2] as string,
    ];
    const report = await verify(ledger, { ...evidence, checkpoints }, 'checkpoints alone');
    expect(report).toMatchObject({ ok: false, signed: 400, checkpoints: 4, checkpointsHolding: 2 });
    expect(report.findings.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringMatching(/^checkpoint: checkpoint 2 of 4 is false: no known key signed this note/),
      expect.stringMatching(
        /^checkpoint: checkpoint 3 of 4 is false: the signature by example.com\/desk\+[0-9a-f]{8} is false/,
      ),
    ]);
  });

  it('reports a log that was forked: two signed roots of one size', async () => {
    const other = signCheckpoint({ origin: signer.name, size: 256, root: Buffer.alloc(32, 1) }, [signer]);
    const report = await verify(ledger, { ...evidence, checkpoints: [...evidence.checkpoints, other] });
    expect(report.findings.map(({ kind }) => kind)).toContain('forked');
  });

  it('reports tiles that are damaged or gone, and judges the events by the rest', async () => {
    const damaged = await sealLedger(ledger, [100, 256, 400, 650]);
    const tile = Buffer.from((await damaged.store.read('tile/0/001')) as Uint8Array);
    tile[5] = (tile[5] as number) ^ 1;
    await damaged.store.write([{ path: 'tile/0/001', bytes: tile }]);
    const report = await verify(ledger, damaged, 'tiles');
    expect(report).toMatchObject({ ok: false, signed: 650 });
    expect(report.findings).toMatchObject([
      {
        kind: 'tiles',
        message: 'the tiles are not those that were signed: they differ between leaf 257 and leaf 400',
      },
    ]);
    await damaged.store.remove('tile/0/001');
    const gone = await verify(withChange(ledger, 10, { type: 'X' }), damaged, 'tiles');
    expect(gone.findings.map(({ kind }) => kind)).toEqual(['tiles', 'changed']);
  });

  it('counts events of which only the hash of their data was kept, and finds them right', async () => {
    const destroyed = ledger.map((event, i) =>
      i % 10 === 0
        ? { ...event, dataBytes: new Uint8Array(0), erasedDataHash: sha256(event.dataBytes) }
        : event,
    );
    expect(await verify(destroyed, evidence)).toMatchObject({ ok: true, erased: 70, signed: 650 });
  });

  it('takes positions with gaps where the store has gaps', async () => {
    const sparse = rehashed(makeLedger(500).map((event) => ({ ...event, position: event.position * 37 })));
    const sealed = await sealLedger(sparse, [200, 450]);
    expect(await verify(sparse, sealed, 'tiles', { gapFree: false })).toMatchObject({
      ok: true,
      signed: 450,
    });
    const removed = await verify(sparse.toSpliced(99, 1), sealed, 'tiles', { gapFree: false });
    const { stream, revision } = sparse[99] as RawEvent;
    expect(removed.findings).toMatchObject([{ kind: 'removed', stream, revision }]);
    const changed = await verify(rehashed(withChange(sparse, 99, { type: 'X' })), sealed, 'tiles', {
      gapFree: false,
    });
    expect(changed.findings.map(place)).toEqual([placeOf('changed', sparse[99])]);
  });

  it('reports an event that says what no event can, and goes on', async () => {
    const broken = withChange(withChange(ledger, 5, { revision: -3 }), 690, { stream: 'a\ud800' });
    for (const witness of witnesses) {
      const report = await verify(broken, evidence, witness);
      expect(report.findings.map(({ kind, position }) => [kind, position])).toEqual([
        ['changed', 6],
        ['changed', 691],
      ]);
    }
  });

  it('reports a field that is none at all, as a damaged store may yield', async () => {
    const nothing = undefined as unknown as string;
    const noBytes = undefined as unknown as Uint8Array;
    const broken = withChange(withChange(ledger, 5, { recordedAt: nothing }), 9, { dataBytes: noBytes });
    const report = await verify(broken, evidence);
    expect(report.findings.map(({ kind, position }) => [kind, position])).toEqual([
      ['changed', 6],
      ['changed', 10],
    ]);
    expect(report.findings[1]?.message).toMatch(/dataBytes are no bytes/);
  });

  it('reports where the ledger cannot be read on, and nothing of what lies behind', async () => {
    async function* breaking(): AsyncGenerator<RawEvent[]> {
      yield await Promise.resolve(withChange(ledger.slice(0, 300), 7, { type: 'X' }));
      throw new Error('database disk image is malformed');
    }
    for (const witness of witnesses) {
      const report = await verify([], evidence, witness, { rawEvents: breaking() });
      expect(report).toMatchObject({ ok: false, events: 300 });
      expect(report.findings.map(({ kind, position }) => [kind, position])).toEqual([
        ['changed', 8],
        ['unreadable', 301],
      ]);
      expect(report.findings[1]?.message).toBe(
        'behind position 300 the ledger cannot be read: database disk image is malformed',
      );
    }
  });

  it('stops when whoever watches its progress throws', async () => {
    const long = makeLedger(10_000, 100, false);
    const onProgress = (): never => {
      throw new Error('stopped');
    };
    await expect(
      verify(long, { ...evidence, checkpoints: [] }, 'checkpoints alone', { onProgress }),
    ).rejects.toThrow('stopped');
  });

  it('reads events in batches or one by one, and tells how far it is', async () => {
    const long = makeLedger(20_050, 100, false);
    const sealed = await sealLedger(long, [20_000]);
    const seen: number[] = [];
    async function* inBatches(): AsyncGenerator<RawEvent[]> {
      for (let at = 0; at < long.length; at += 333) yield await Promise.resolve(long.slice(at, at + 333));
    }
    const report = await verify([], sealed, 'tiles', {
      rawEvents: inBatches(),
      onProgress: (n) => seen.push(n),
    });
    expect(report).toMatchObject({ ok: true, events: 20_050, signed: 20_000 });
    expect(seen).toEqual([10_000, 20_000]);
  });

  it('finds what any mixture of attacks leaves different', async () => {
    const attack = fc.record({
      kind: fc.constantFrom('change', 'remove', 'insert', 'swap'),
      at: fc.nat(640),
      to: fc.nat(640),
      hide: fc.boolean(),
    });
    const found = fc.asyncProperty(
      fc.array(attack, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...witnesses),
      async (attacks, witness) => {
        let attacked = [...ledger];
        for (const { kind, at, to, hide } of attacks) {
          const event = attacked[at] as RawEvent;
          if (kind === 'change') attacked[at] = { ...event, dataBytes: Buffer.from(`{"forged":${at}}`) };
          else if (kind === 'remove') attacked.splice(at, 1);
          else if (kind === 'insert') attacked.splice(at, 0, { ...event, type: 'Forged' });
          else [attacked[at], attacked[to]] = [attacked[to] as RawEvent, event];
          if (hide) attacked = rehashed(renumbered(attacked));
        }
        const same = rootOf(attacked.slice(0, 650).map(leafHashOf)).equals(
          rootOf(ledger.slice(0, 650).map(leafHashOf)),
        );
        const report = await verify(attacked, evidence, witness);
        expect(report.signed === 650).toBe(same);
        if (!same) expect(report.ok).toBe(false);
      },
    );
    await fc.assert(found, { numRuns: 50 });
  });
});
