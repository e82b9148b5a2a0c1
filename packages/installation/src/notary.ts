import { DatabaseSync } from 'node:sqlite';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { Home } from '@caselog/process';
import {
  createNotary,
  leafSourceOf,
  type LeafSource,
  type LogGeneration,
  type LogStore,
  type Notary,
  type NotaryOptions,
  type RawEvent,
} from '@caselog/tamper-evidence';
import { openHomeEvidence } from './evidence.ts';

/** Another process signs the ledger of this home. */
export class NotaryRunningError extends Error {
  override readonly name = 'NotaryRunningError';
  readonly home: string;
  constructor(home: string, options: { readonly cause: unknown }) {
    super(`a notary is at work in ${home} already`, options);
    this.home = home;
  }
}

/** The file whose lock a notary holds for as long as it lives; it says nothing. */
const turnFile = 'notary.lock';

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;

/** Takes the turn to sign: two that write the same files would spoil them. The system gives it back when the process dies. */
export const takeTurn = (home: Home): DatabaseSync => {
  const db = new DatabaseSync(home.file(turnFile));
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (cause) {
    db.close();
    throw isBusy(cause) ? new NotaryRunningError(home.path, { cause }) : cause;
  }
};

/** A ledger that gives its events as they are stored: a file or a cluster. */
export interface EvidentLedger extends Pick<EventStore, 'head' | 'capabilities'> {
  rawEvents(options: {
    readonly after: number;
    readonly batchSize: number;
  }): AsyncIterable<readonly RawEvent[]>;
}

const batchSize = 2_000;

/**
 * Tells how many events a ledger holds. Where positions have gaps they are counted, each once however often it is asked: the first
 * answer reads the whole ledger.
 */
export const sizeTeller = (store: EvidentLedger): (() => Promise<number>) => {
  if (store.capabilities.gapFreePositions) return () => store.head();
  let [size, after] = [0, 0];
  const count = async (): Promise<number> => {
    for await (const batch of store.rawEvents({ after, batchSize })) {
      size += batch.length;
      after = batch.at(-1)!.position;
    }
    return size;
  };
  let counting: Promise<number> = Promise.resolve(0);
  return () => (counting = counting.catch(() => 0).then(count));
};

/** The leaf hashes of a ledger, from its stored bytes. `onBatch` hears of each batch by its last position; what it throws ends the reading. */
export const leavesOf = (
  store: EvidentLedger,
  onBatch: (position: number) => void = () => undefined,
): LeafSource => {
  async function* read(after: number) {
    for await (const batch of store.rawEvents({ after, batchSize })) {
      onBatch(batch.at(-1)!.position);
      yield batch;
    }
  }
  return leafSourceOf(read, store.capabilities.gapFreePositions);
};

/** Tiles are files of their own: written side by side they wait for the disk together. */
const filesAtOnce = 8;

/** The same store, which writes several files at a time. Tiles have no order; the checkpoint that covers them comes after. */
const sideBySide = (store: LogStore): LogStore => ({
  read: (path) => store.read(path),
  has: (path) => store.has(path),
  remove: (path) => store.remove(path),
  checkpoints: () => store.checkpoints(),
  addCheckpoint: (note) => store.addCheckpoint(note),
  write: async (files) => {
    const each = Math.ceil(files.length / filesAtOnce);
    const parts = Array.from({ length: filesAtOnce }, (_, part) =>
      files.slice(part * each, (part + 1) * each),
    );
    await Promise.all(parts.filter((part) => part.length > 0).map((part) => store.write(part)));
  },
});

export interface HomeNotaryOptions extends Pick<NotaryOptions, 'everyEvents' | 'everyMs' | 'onCheckpoint'> {
  readonly home: Home;
  readonly store: EvidentLedger;
  /** Tells how many events the store holds; default one of its own. */
  readonly size?: (() => Promise<number>) | undefined;
  readonly env: Env;
  /** The log's name, where it has none yet; default a random one. */
  readonly origin?: string | undefined;
  /** Hears how far the ledger was read, to compare it and then to sign it. */
  readonly onRead?: ((position: number) => void) | undefined;
  /** How much beyond what is signed it takes for durable at first; default everything. `Notary.durable` tells of the rest. */
  readonly firstMax?: number | undefined;
  /** Stops the comparison at the start. */
  readonly signal?: AbortSignal | undefined;
}

/** The most that any checkpoint claims to cover; the notary itself checks whether they are true. */
const claimedSize = async (store: LogStore): Promise<number> =>
  Math.max(0, ...(await store.checkpoints()).map((note) => Number(note.split('\n', 2)[1])));

/** A home's notary, the only one for as long as it is open. */
export interface HomeNotary {
  readonly notary: Notary;
  readonly evidence: LogGeneration;
  close(): void;
}

/**
 * Opens the notary of a home: its turn, its key, and the comparison of the whole ledger with what was signed.
 * @throws NotaryRunningError; KeyFileError; LedgerSmallerError, LedgerDiffersError when the ledger is not the one that was signed;
 * StoredHashError when an event is not what the leaf hash beside it says; the signal's reason.
 */
export const openHomeNotary = async ({
  home,
  store,
  env,
  origin,
  signal,
  onRead,
  firstMax = Infinity,
  size = sizeTeller(store),
  ...options
}: HomeNotaryOptions): Promise<HomeNotary> => {
  const turn = takeTurn(home);
  let isOpen = false;
  const source = leavesOf(store, (position) => {
    if (!isOpen) signal?.throwIfAborted();
    onRead?.(position);
  });
  try {
    const evidence = await openHomeEvidence(home, env, origin);
    const signed = await claimedSize(evidence.store);
    const notary = await createNotary({
      ...options,
      source,
      store: sideBySide(evidence.store),
      signer: evidence.signer,
      env,
      durableSize: Math.min(await size(), signed + firstMax),
    });
    isOpen = true;
    return { notary, evidence, close: () => turn.close() };
  } catch (error) {
    turn.close();
    throw error;
  }
};
