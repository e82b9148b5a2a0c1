import type { RawEvent } from '../leaf/leaf.ts';
import { createVerifier } from '../note/key.ts';
import { hashSize, type Hash } from '../tree/hash.ts';
import { Alignment } from './alignment.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { RecordAt } from './describe.ts';
import { EvidenceError } from '../errors.ts';
import { Examination } from './examination.ts';
import { lookAhead, type Feed } from './lookahead.ts';
import { Findings, type VerifyReport } from './report.ts';
import { CheckpointTrack, openCheckpoints } from './signed-checkpoints.ts';
import type { OpenedCheckpoint } from '../checkpoint.ts';

/** What a ledger is verified against. */
export interface VerifyOptions {
  /** Every event of the ledger in its global order. */
  readonly rawEvents: Feed<RawEvent>;
  /** Signed checkpoints, in any order. The more, the smaller the range in which a rewritten event is sought. */
  readonly checkpoints: readonly string[];
  /** The keys that are trusted, as text. They must come from somewhere else than the ledger. */
  readonly verifierKeys: readonly string[];
  /** The leaf hashes of the log's tiles from the first on, as often as it is called. With them every fault is named exactly. */
  readonly leafHashes?: (() => Feed<Hash>) | undefined;
  /** Leaf records, from entry bundles for instance: with them a removed event is named, and a changed one's fields. */
  readonly recordAt?: RecordAt | undefined;
  /** Whether positions count 1, 2, 3 … (the store's capability `gapFreePositions`). Default true. */
  readonly gapFree?: boolean | undefined;
  /** Called with the number of events read, every 10,000. */
  readonly onProgress?: ((events: number) => void) | undefined;
  /** Findings described at most; default 1,000. All are counted. */
  readonly findingsMax?: number | undefined;
}

const progressEvery = 10_000;
const findingsMaxDefault = 1000;
const noHash: Hash = new Uint8Array(hashSize);

/**
 * Holds a ledger against its signed checkpoints and names every event that was changed, removed, inserted or reordered.
 * Reads the events once, the leaf hashes twice, and keeps none of either; takes about 4 µs an event beside the reading.
 * Events behind the last checkpoint are only checked against the leaf hashes stored beside them and for gaps.
 * @throws KeyFormatError for a verifier key that is none. What is wrong with the ledger, its tiles or its checkpoints is reported, not
 * thrown, and so is a ledger that cannot be read to its end.
 */
export const verifyLedger = async (options: VerifyOptions): Promise<VerifyReport> => {
  const { gapFree = true, findingsMax = findingsMaxDefault } = options;
  const findings = new Findings(findingsMax);
  const verifiers = options.verifierKeys.map(createVerifier);
  const checkpoints = openCheckpoints(options.checkpoints, verifiers, findings);
  const trusted = await trustedSize(options.leafHashes, checkpoints, findings);
  const track = new CheckpointTrack(checkpoints);
  const examination = new Examination({ findings, gapFree, recordAt: options.recordAt });

  const events = lookAhead(options.rawEvents, countingCandidates(track, options.onProgress));
  const signed = lookAhead(firstOf(options.leafHashes?.() ?? [], trusted), (hash: Hash) => hash);
  try {
    await new Alignment(events, signed, examination, gapFree).run();
  } finally {
    await Promise.all([events.close(), signed.close()]);
  }
  if (signed.failure !== undefined) throw signed.failure;
  return examination.report({
    track,
    checkpoints,
    checkpointsGiven: options.checkpoints.length,
    failure: events.failure,
  });
};

/** Makes candidates of events and grows the tree of what is read. */
const countingCandidates =
  (track: CheckpointTrack, onProgress: VerifyOptions['onProgress']) =>
  (event: RawEvent): Candidate => {
    const candidate = candidateOf(event, track.size);
    track.append(candidate.hash ?? noHash);
    if (track.size % progressEvery === 0) onProgress?.(track.size);
    return candidate;
  };

/** How many of the leaf hashes at hand a checkpoint vouches for. */
const trustedSize = async (
  leafHashes: VerifyOptions['leafHashes'],
  checkpoints: readonly OpenedCheckpoint[],
  findings: Findings,
): Promise<number> => {
  if (leafHashes === undefined) return 0;
  const track = new CheckpointTrack(checkpoints);
  try {
    for await (const item of leafHashes()) for (const hash of hashesOf(item)) track.append(hash);
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    findings.add(-1, { kind: 'tiles', message: error.message });
  }
  if (track.firstBroken !== undefined) {
    const range = `between leaf ${track.holds + 1} and leaf ${track.firstBroken}`;
    findings.add(-1, {
      kind: 'tiles',
      message: `the tiles are not those that were signed: they differ ${range}`,
    });
  }
  return track.holds;
};

const hashesOf = (item: Hash | readonly Hash[]): readonly Hash[] =>
  item instanceof Uint8Array ? [item] : item;

async function* firstOf(feed: Feed<Hash>, count: number): AsyncGenerator<readonly Hash[]> {
  let left = count;
  if (left === 0) return;
  for await (const item of feed) {
    const hashes = hashesOf(item).slice(0, left);
    left -= hashes.length;
    yield hashes;
    if (left === 0) return;
  }
}
