import type { Env } from '@caselog/env';
import { carriedEvents, type CarriedEvent, type MigrationLedger } from './carried.ts';
import { digestOf, LedgerDigest } from './digest.ts';
import { DigestsDifferError, TargetAheadError, TargetDiffersError } from './errors.ts';
import { ItemFeed } from './feed.ts';
import { CarriedWriter } from './writer.ts';

/** How far a migration is. Places are positions of the ledger that is being read. */
export interface MigrationProgress {
  readonly phase: 'comparing' | 'copying' | 'verifying';
  readonly position: number;
  readonly head: number;
}

export interface MigrationOptions {
  readonly from: MigrationLedger;
  /** Empty, or what an earlier migration of the same ledger left. */
  readonly to: MigrationLedger;
  readonly env: Env;
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Migration {
  /** In both ledgers now. */
  readonly events: number;
  /** Of these, added by this run. */
  readonly added: number;
  /** Of both: see LedgerDigest. */
  readonly digest: string;
  readonly seconds: number;
}

const compared = ['stream', 'revision', 'id', 'type', 'data', 'metadata'] as const;

const expectSame = (source: CarriedEvent, target: CarriedEvent): void => {
  const field = compared.find((name) => source[name] !== target[name]);
  if (field !== undefined) throw new TargetDiffersError(source, field);
};

type Told = (phase: MigrationProgress['phase'], position: number, head: number) => void;

/** Passes over what the target holds already, the same event by event. */
const passOver = async (
  source: ItemFeed<CarriedEvent>,
  { from, to }: MigrationOptions,
  digest: LedgerDigest,
  told: Told,
): Promise<void> => {
  const head = await from.head();
  const target = new ItemFeed(carriedEvents(to));
  try {
    for (let there = await target.peek(); there; there = await target.peek()) {
      const event = await source.peek();
      if (!event) throw new TargetAheadError(there);
      expectSame(event, there);
      digest.add(event);
      source.take();
      target.take();
      if (digest.events % 1_000 === 0) told('comparing', event.position, head);
    }
  } finally {
    await target.close();
  }
};

const copyRest = async (
  source: ItemFeed<CarriedEvent>,
  { from, to, env }: MigrationOptions,
  digest: LedgerDigest,
  told: Told,
): Promise<number> => {
  const head = await from.head();
  const writer = new CarriedWriter(to, env);
  for (let event = await source.peek(); event; event = await source.peek()) {
    await writer.add(event);
    digest.add(event);
    source.take();
    if (digest.events % 100 === 0) told('copying', event.position, head);
  }
  await writer.flush();
  return writer.written;
};

const telling =
  ({ onProgress, signal }: MigrationOptions): Told =>
  (phase, position, head) => {
    signal?.throwIfAborted();
    onProgress?.({ phase, position, head });
  };

/**
 * Carries every event from one ledger to another: the same ids, types, times, revisions and stored texts, in the same global order. A
 * migration that was interrupted, however, is finished by running it again; one that was finished takes only what is new. In the end the
 * target is read whole, and its digest must be that of what was read from the source. Not pure: reads and writes the ledgers.
 * @throws TargetDiffersError, TargetAheadError before anything is written; NotCarriableError, TargetChangedError, DigestsDifferError;
 * the signal's reason; what the stores throw
 */
export const migrate = async (options: MigrationOptions): Promise<Migration> => {
  const { from, to, env } = options;
  const startedAtMs = env.now();
  const told = telling(options);
  const digest = new LedgerDigest();
  const source = new ItemFeed(carriedEvents(from));
  let added: number;
  try {
    await passOver(source, options, digest, told);
    added = await copyRest(source, options, digest, told);
  } finally {
    await source.close();
  }
  const { events } = digest;
  const found = await digestOf(to, { onProgress: (done) => told('verifying', done, events) });
  if (found.hex() !== digest.hex()) throw new DigestsDifferError(digest.hex(), found.hex());
  return { events, added, digest: digest.hex(), seconds: (env.now() - startedAtMs) / 1_000 };
};
