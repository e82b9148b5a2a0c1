import {
  checkpointPath,
  createVerifier,
  EvidenceError,
  openCheckpoint,
  recordReader,
  tileLeafHashes,
  verifyLedger as holdAgainst,
  type Finding,
  type LogStore,
  type Verifier,
} from '@caselog/tamper-evidence';
import { readableEvents, type RawLedger } from './readable-events.ts';
import type { Fault } from './verify.ts';

/** What a ledger is held against. */
export interface EvidenceSources {
  /** The log of the ledger: its checkpoints, its tiles, and its entry bundles where it has any. */
  readonly log?: LogStore | undefined;
  /** Signed checkpoints that were kept elsewhere. */
  readonly checkpoints?: readonly string[] | undefined;
  /** The keys that are trusted. */
  readonly verifierKeys: readonly string[];
}

export interface VerifyEvidenceOptions extends EvidenceSources {
  readonly ledger: RawLedger;
  /** Whether its positions count 1, 2, 3 … Default true. */
  readonly gapFree?: boolean | undefined;
  /** Default 1,000. */
  readonly faultsMax?: number;
  readonly onProgress?: ((events: number) => void) | undefined;
}

/** What the evidence says of a ledger. */
export interface EvidenceVerification {
  /** The log's name; null when nothing was ever signed. */
  readonly origin: string | null;
  readonly events: number;
  /** The events, from the first on, that are as they were signed. */
  readonly signed: number;
  readonly checkpoints: number;
  /** Events whose data were destroyed, and of which the hash alone is left. */
  readonly erased: number;
  readonly faults: readonly Fault[];
}

/** The largest checkpoint that a trusted key signed; what is false is told by the verification itself. */
const largest = (notes: readonly string[], verifiers: readonly Verifier[]) => {
  const opened = notes.flatMap((note) => {
    try {
      return [openCheckpoint(note, verifiers)];
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error;
      return [];
    }
  });
  return opened.toSorted((a, b) => a.size - b.size).at(-1);
};

/** Every checkpoint that a log has kept, and the one it shows, which must be among them: lists can be cut. */
const checkpointsOf = async (log: LogStore): Promise<readonly string[]> => {
  const shown = await log.read(checkpointPath);
  const kept = await log.checkpoints();
  return shown === undefined ? kept : [...new Set([...kept, Buffer.from(shown).toString()])];
};

/** A finding as a fault: the place stands beside the problem, not in it. */
const faultOf = ({ kind, position, lastPosition, stream, revision, message }: Finding): Fault => {
  const prefix =
    position !== undefined && stream !== undefined && revision !== undefined
      ? `position ${position} (stream ${stream}, revision ${revision}) `
      : '';
  return {
    kind,
    ...(position !== undefined && { position }),
    ...(lastPosition !== undefined && { lastPosition }),
    ...(stream !== undefined && { stream }),
    ...(revision !== undefined && { revision }),
    problem: message.startsWith(prefix) ? message.slice(prefix.length) : message,
  };
};

/** Positions that cannot be read, a fault for each run of them. */
class UnreadableRuns {
  readonly faults: Fault[] = [];
  readonly #max: number;
  #last = -1;

  constructor(max: number) {
    this.#max = max;
  }

  add(position: number, { message }: Error): void {
    const before = this.faults.at(-1);
    if (before && position === this.#last + 1) {
      this.faults[this.faults.length - 1] = { ...before, lastPosition: position };
    } else if (this.faults.length < this.#max) {
      this.faults.push({ kind: 'unreadable', position, problem: `it cannot be read: ${message}` });
    }
    this.#last = position;
  }
}

/**
 * Holds the stored bytes of a ledger against the leaf hashes beside them, the log's tiles and every signed checkpoint, and names each event that
 * was changed, removed, inserted or reordered. Not pure: reads the ledger and the log. A ledger of which nothing was signed yet is held against
 * the leaf hashes alone. @throws KeyFormatError
 */
export const verifyEvidence = async ({
  ledger,
  gapFree = true,
  log,
  checkpoints: kept = [],
  verifierKeys,
  faultsMax = 1_000,
  onProgress,
}: VerifyEvidenceOptions): Promise<EvidenceVerification> => {
  const own = log ? await checkpointsOf(log) : [];
  const checkpoints = [...own, ...kept];
  const verifiers = verifierKeys.map(createVerifier);
  // The tiles cover what the log itself signed, not what a checkpoint from elsewhere says.
  const size = largest(own, verifiers)?.size ?? 0;
  const unreadable = new UnreadableRuns(faultsMax);
  const onUnreadable = (position: number, error: Error): void => unreadable.add(position, error);
  const report = await holdAgainst({
    rawEvents: readableEvents(ledger, { onUnreadable }),
    checkpoints,
    verifierKeys,
    gapFree,
    ...(log &&
      size > 0 && { leafHashes: () => tileLeafHashes(log, size), recordAt: recordReader(log, size) }),
    findingsMax: faultsMax,
    ...(onProgress && { onProgress }),
  });
  return {
    origin: largest(checkpoints, verifiers)?.origin ?? null,
    events: report.events,
    signed: report.signed,
    checkpoints: checkpoints.length,
    erased: report.erased,
    faults: [
      ...unreadable.faults,
      ...report.findings.filter(({ kind }) => checkpoints.length > 0 || kind !== 'unsigned').map(faultOf),
    ],
  };
};
