import type { Env } from '@caselog/env';
import { signCheckpoint, type Checkpoint } from '../checkpoint.ts';
import { LedgerShortError } from '../errors.ts';
import type { Signer } from '../note/key.ts';
import type { LogStore, StoredFile } from '../store/log-store.ts';
import type { TileBuilder } from '../tiles/tile-builder.ts';
import type { LeafSource } from './leaf-source.ts';
import { startFromTail, startWhole } from './start.ts';

/** What a notary works with. */
export interface NotaryOptions {
  /** The ledger's leaf hashes. */
  readonly source: LeafSource;
  /** Where tiles and checkpoints go. */
  readonly store: LogStore;
  /** The log's key; its name is the log's origin. */
  readonly signer: Signer;
  readonly env: Env;
  /** How many events are durable now. `Notary.durable` tells of more. */
  readonly durableSize: number;
  /** A checkpoint is signed when this many events are new; default 1,000. */
  readonly everyEvents?: number | undefined;
  /** And when the oldest new event has waited so long; default 10,000. */
  readonly everyMs?: number | undefined;
  /**
   * What is compared with the last checkpoint at start: the `whole` ledger (about 1 µs an event beside the reading; default),
   * or the `tail` under the last tile, which shows a restored backup but no change further back.
   */
  readonly compare?: 'whole' | 'tail' | undefined;
  /** Called while the ledger is compared at start. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called with each checkpoint once it is kept: the place to mail or post it to where the operator cannot take it back. */
  readonly onCheckpoint?: ((note: string, checkpoint: Omit<Checkpoint, 'extensions'>) => void) | undefined;
}

/** Signs what is durable, and never more. */
export interface Notary {
  /** The log's name. */
  readonly origin: string;
  /** Events under the last checkpoint. */
  readonly signedSize: number;
  /** Tells that the ledger's first `size` events are durable. A smaller number than before is without effect. */
  durable(size: number): void;
  /** Signs all that is durable; `undefined` when nothing is new. */
  checkpointNow(): Promise<string | undefined>;
  /** Signs as told by `everyEvents` and `everyMs` until `signal` aborts, and a last time then. Rejects when it cannot go on. */
  run(signal: AbortSignal): Promise<void>;
}

const everyEventsDefault = 1000;
const everyMsDefault = 10_000;
const filesAtOnce = 64;

/**
 * A notary for one log, after the ledger was compared with the last checkpoint.
 * @throws LedgerSmallerError, LedgerDiffersError when the ledger is not the one that was signed; then nothing may be signed for this origin.
 */
export const createNotary = async (options: NotaryOptions): Promise<Notary> => {
  const start = options.compare === 'tail' ? startFromTail : startWhole;
  const builder = await start({ ...options, verifier: options.signer.verifier });
  return new LogNotary(options, builder);
};

class LogNotary implements Notary {
  readonly #options: NotaryOptions;
  readonly #builder: TileBuilder;
  /** Full tiles that are not written yet: they stay when a write fails. */
  #unwritten: StoredFile[] = [];
  #durableSize: number;
  #signedSize: number;
  #bell = Promise.withResolvers<void>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: NotaryOptions, builder: TileBuilder) {
    this.#options = options;
    this.#builder = builder;
    this.#durableSize = options.durableSize;
    this.#signedSize = builder.size;
  }

  get origin(): string {
    return this.#options.signer.name;
  }

  get signedSize(): number {
    return this.#signedSize;
  }

  durable(size: number): void {
    if (!Number.isSafeInteger(size)) throw new RangeError(`${size} is not a number of events`);
    this.#durableSize = Math.max(this.#durableSize, size);
    this.#ring();
  }

  checkpointNow(): Promise<string | undefined> {
    const signed = this.#turn.then(() => this.#sign());
    // The next in turn does not care how this one ended; whoever asked for it does.
    this.#turn = signed.catch(() => undefined);
    return signed;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { everyEvents = everyEventsDefault, everyMs = everyMsDefault } = this.#options;
    const ring = (): void => this.#ring();
    signal.addEventListener('abort', ring);
    try {
      while (!signal.aborted) {
        await this.#untilNew(1, signal);
        await this.#untilNewOrLate(everyEvents, everyMs, signal);
        await this.checkpointNow();
      }
    } finally {
      signal.removeEventListener('abort', ring);
    }
  }

  #ring(): void {
    this.#bell.resolve();
    this.#bell = Promise.withResolvers();
  }

  async #untilNew(events: number, signal: AbortSignal): Promise<void> {
    while (this.#durableSize - this.#signedSize < events && !signal.aborted) await this.#bell.promise;
  }

  async #untilNewOrLate(events: number, ms: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    try {
      await Promise.race([this.#untilNew(events, either), this.#sleep(ms, either)]);
    } finally {
      stop.abort();
      this.#ring();
    }
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.env.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #sign(): Promise<string | undefined> {
    const { store, signer, onCheckpoint } = this.#options;
    const size = this.#durableSize;
    if (size <= this.#signedSize) return undefined;
    await this.#growTo(size);
    await store.write(this.#builder.partials());
    const checkpoint = { origin: signer.name, size, root: this.#builder.root() };
    const note = signCheckpoint(checkpoint, [signer]);
    await store.addCheckpoint(note);
    this.#signedSize = size;
    onCheckpoint?.(note, checkpoint);
    return note;
  }

  async #growTo(size: number): Promise<void> {
    const builder = this.#builder;
    for await (const hashes of this.#options.source.leafHashes(builder.size, size)) {
      for (const hash of hashes) builder.append(hash);
      this.#unwritten.push(...builder.takeFull());
      if (this.#unwritten.length >= filesAtOnce) await this.#writeFull();
    }
    await this.#writeFull();
    if (builder.size !== size) throw new LedgerShortError(size, builder.size);
  }

  async #writeFull(): Promise<void> {
    const { store } = this.#options;
    await store.write(this.#unwritten);
    // The full tile holds all that its partial ones held.
    for (const { path } of this.#unwritten) await store.remove(`${path}.p`);
    this.#unwritten = [];
  }
}
