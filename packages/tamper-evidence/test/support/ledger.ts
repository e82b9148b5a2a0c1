import {
  createMemoryStore,
  createSigner,
  generateKeys,
  leafHashOf,
  leafRecordOf,
  signCheckpoint,
  TileBuilder,
  tileLeafHashes,
  verifyLedger,
  type Hash,
  type LogStore,
  type RawEvent,
  type VerifyOptions,
  type VerifyReport,
} from '../../src/index.ts';

const keys = generateKeys('example.com/desk', Buffer.alloc(32, 3));

/** The key that signs the ledgers of the tests. */
export const signer = createSigner(keys.signerKey);
export const verifierKeys = [keys.verifierKey];

const types = ['TicketOpened', 'TicketTriaged', 'TicketEscalated', 'TicketResolved'];

/** A ledger of `count` events in `streams` streams, as SQLite would hold it. */
export const makeLedger = (count: number, streams = 7, storedHashes = true): RawEvent[] => {
  const revisions = new Map<string, number>();
  return Array.from({ length: count }, (_, i) => {
    const stream = `ticket-${(i * i + 3 * i) % streams}`;
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const event: RawEvent = {
      position: i + 1,
      stream,
      revision,
      type: types[i % types.length] as string,
      recordedAt: new Date(1_700_000_000_000 + i * 1000).toISOString(),
      dataBytes: Buffer.from(JSON.stringify({ n: i, text: 'x'.repeat(i % 50) })),
      metadataBytes: Buffer.from(JSON.stringify({ actor: 'agent', n: i })),
    };
    return storedHashes ? { ...event, leafHash: leafHashOf(event) } : event;
  });
};

/** What a notary would have kept of a ledger, with checkpoints at `sizes`. */
export interface Evidence {
  readonly store: LogStore;
  readonly checkpoints: readonly string[];
  readonly records: readonly Uint8Array[];
  readonly size: number;
}

export const sealLedger = async (
  ledger: readonly RawEvent[],
  sizes: readonly number[],
): Promise<Evidence> => {
  const store = createMemoryStore();
  const builder = new TileBuilder();
  for (const event of ledger.slice(0, Math.max(...sizes))) {
    builder.append(leafHashOf(event));
    if (!sizes.includes(builder.size)) continue;
    await store.write([...builder.takeFull(), ...builder.partials()]);
    await store.addCheckpoint(
      signCheckpoint({ origin: signer.name, size: builder.size, root: builder.root() }, [signer]),
    );
  }
  return {
    store,
    checkpoints: await store.checkpoints(),
    records: ledger.map(leafRecordOf),
    size: builder.size,
  };
};

/** How much of the evidence is used. */
export type Witness = 'tiles' | 'tiles and records' | 'checkpoints alone';

export const verify = (
  ledger: readonly RawEvent[],
  evidence: Evidence,
  witness: Witness = 'tiles',
  more: Partial<VerifyOptions> = {},
): Promise<VerifyReport> =>
  verifyLedger({
    rawEvents: ledger,
    checkpoints: evidence.checkpoints,
    verifierKeys,
    leafHashes:
      witness === 'checkpoints alone'
        ? undefined
        : (): AsyncIterable<readonly Hash[]> => tileLeafHashes(evidence.store, evidence.size),
    recordAt: witness === 'tiles and records' ? (i) => Promise.resolve(evidence.records[i]) : undefined,
    ...more,
  });

/** Changes one event; the leaf hash stored beside it stays. */
export const withChange = (ledger: readonly RawEvent[], at: number, change: Partial<RawEvent>): RawEvent[] =>
  ledger.map((event, i) => (i === at ? { ...event, ...change } : event));

/** Writes the leaf hashes anew, as an operator who hides something would. */
export const rehashed = (ledger: readonly RawEvent[]): RawEvent[] =>
  ledger.map((event) => ({ ...event, leafHash: leafHashOf(event) }));

/** Counts positions anew, as an operator who hides a removal would. */
export const renumbered = (ledger: readonly RawEvent[]): RawEvent[] =>
  ledger.map((event, i) => ({ ...event, position: i + 1 }));
