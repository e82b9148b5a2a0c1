import type { OpenedCheckpoint } from '../checkpoint.ts';
import type { RawEvent } from '../leaf/leaf.ts';
import type { AlignmentListener } from './alignment.ts';
import { storedHashHolds, type Candidate, type SignedLeaf } from './candidate.ts';
import { differencesOf, nameOf, signedLeafAt, type RecordAt } from './describe.ts';
import { Moves } from './moves.ts';
import { Removals } from './removals.ts';
import type { FindingKind, Findings, VerifyReport } from './report.ts';
import { Revisions } from './revisions.ts';
import type { CheckpointTrack } from './signed-checkpoints.ts';
import { Unmatched, type Pair } from './unmatched.ts';

/** What an examination needs. */
export interface ExaminationOptions {
  readonly findings: Findings;
  readonly gapFree: boolean;
  readonly recordAt: RecordAt | undefined;
}

/** What was read, and how it ended. */
export interface Seen {
  readonly track: CheckpointTrack;
  readonly checkpoints: readonly OpenedCheckpoint[];
  readonly checkpointsGiven: number;
  /** Why the ledger could not be read to its end. */
  readonly failure: Error | undefined;
}

// Enough to name what a person reads; what is more is counted.
const keptMax = 20_000;

/** Judges each event by what was signed, by the leaf hash stored beside it and by its place, and says at the end what is wrong. */
export class Examination implements AlignmentListener {
  readonly #findings: Findings;
  readonly #gapFree: boolean;
  readonly #recordAt: RecordAt | undefined;
  readonly #revisions = new Revisions(keptMax);
  readonly #removals = new Removals();
  readonly #moves: Moves;
  readonly #unmatched: Unmatched;
  /** Events that are not what the leaf hash stored beside them says, and whom no signed leaf judged. */
  readonly #doubted: Candidate[] = [];
  readonly #wrongPositions: number[] = [];
  #lastPosition = 0;
  #erased = 0;

  constructor({ findings, gapFree, recordAt }: ExaminationOptions) {
    this.#findings = findings;
    this.#gapFree = gapFree;
    this.#recordAt = recordAt;
    this.#moves = new Moves(findings);
    this.#unmatched = new Unmatched(keptMax, gapFree);
  }

  matched(candidate: Candidate, index: number, moved: boolean): void {
    this.#see(candidate);
    const { event } = candidate;
    this.#moves.note(event, index, moved);
    this.#revisions.note(event, index);
    if (!moved && !storedHashHolds(candidate)) this.#leafHashDamaged(candidate);
  }

  unmatched(candidates: readonly Candidate[], signed: readonly SignedLeaf[]): void {
    for (const candidate of candidates) {
      this.#see(candidate);
      this.#distrust(candidate.event, signed[0]?.index ?? candidate.ordinal);
    }
    this.#unmatched.add(candidates, signed);
  }

  beyond(candidate: Candidate): void {
    const { event, fault } = candidate;
    const [before, position] = [this.#lastPosition, event.position];
    const place = this.#gapFree ? position - 1 : candidate.ordinal;
    this.#see(candidate);
    if (fault !== undefined) {
      this.#distrust(event, place);
      return this.#add('changed', candidate, `cannot be what was recorded: ${fault}`);
    }
    const doubted = !storedHashHolds(candidate);
    if (doubted) this.#doubt(candidate);
    if (position <= before) {
      const kind = position === before ? 'inserted' : 'reordered';
      this.#add(kind, candidate, `stands behind position ${before}`);
    } else if (this.#gapFree && position > before + 1) {
      this.#removals.add({ first: before, last: position - 2, hashes: [] });
    }
    if (doubted) this.#distrust(event, place);
    else this.#follow(candidate, place);
  }

  /** The findings and the sums, when all events were seen. */
  async report({ track, checkpoints, checkpointsGiven, failure }: Seen): Promise<VerifyReport> {
    this.#moves.end();
    await this.#settle();
    this.#settleDoubts(track.holds);
    await this.#removals.describe(this.#findings, this.#revisions.gaps, this.#recordAt, this.#gapFree);
    if (failure !== undefined) this.#addUnreadable(track.size, failure);
    this.#judgeCheckpoints(track, checkpoints, failure !== undefined);
    const findings = this.#findings.list();
    return {
      ok: this.#findings.total === 0,
      events: track.size,
      root: track.root(),
      signed: track.holds,
      erased: this.#erased,
      checkpoints: checkpointsGiven,
      checkpointsHolding: track.holding,
      findings,
      findingsTotal: this.#findings.total,
    };
  }

  #see({ event }: Candidate): void {
    if (event.erasedDataHash !== undefined) this.#erased++;
    if (event.position > this.#lastPosition) this.#lastPosition = event.position;
  }

  /** A wrong event may still be the one that its stream's next one follows on; it may also be what the next one misses. */
  #distrust(event: RawEvent, place: number): void {
    if (this.#revisions.step(event) === 'next') this.#revisions.note(event, place);
    if (this.#wrongPositions.length < keptMax) this.#wrongPositions.push(event.position);
  }

  #doubt(candidate: Candidate): void {
    if (this.#doubted.length < keptMax) this.#doubted.push(candidate);
    else this.#findings.count();
  }

  /** How an event that no signed leaf judges follows on in its stream. */
  #follow(candidate: Candidate, place: number): void {
    if (this.#revisions.step(candidate.event) === 'back') {
      this.#add('inserted', candidate, `repeats or runs behind a revision of its stream`);
    }
    const gap = this.#revisions.note(candidate.event, place);
    if (gap === undefined) return;
    if (this.#removals.full) return this.#findings.count();
    const { afterPosition, beforePosition } = gap;
    const explained = this.#wrongPositions.some((wrong) => wrong > afterPosition && wrong < beforePosition);
    if (!explained) this.#removals.addRevisions(gap);
  }

  async #settle(): Promise<void> {
    const { changed, reordered, inserted, removed } = this.#unmatched.settle();
    for (const pair of changed) await this.#addChanged(pair);
    for (const { candidate, signed } of reordered) {
      const place = this.#gapFree ? `position ${signed.index + 1}` : `leaf ${signed.index + 1}`;
      this.#add('reordered', candidate, `was signed at ${place}`);
    }
    for (const candidate of inserted)
      this.#add('inserted', candidate, `was never signed, but stands among events that were`);
    for (const run of removed) this.#removals.add(run);
    for (let i = 0; i < this.#unmatched.eventsDropped; i++) this.#findings.count();
  }

  async #addChanged({ candidate, signed }: Pair): Promise<void> {
    const { event, fault } = candidate;
    const leaf = await signedLeafAt(signed, this.#recordAt);
    const details = fault ?? (leaf === undefined ? '' : differencesOf(event, leaf).join(', '));
    this.#add('changed', candidate, `is not what was signed${details === '' ? '' : `: ${details}`}`);
  }

  /** Where the tree still holds, the event is right and the hash beside it wrong. */
  #settleDoubts(holds: number): void {
    for (const candidate of this.#doubted) {
      if (candidate.ordinal < holds) this.#leafHashDamaged(candidate);
      else this.#add('changed', candidate, 'is not what the leaf hash stored beside it says');
    }
  }

  #leafHashDamaged(candidate: Candidate): void {
    this.#add('leaf-hash', candidate, 'is as signed, but the leaf hash stored beside it is damaged');
  }

  #addUnreadable(events: number, failure: Error): void {
    const message = `behind position ${this.#lastPosition} the ledger cannot be read: ${failure.message}`;
    this.#findings.add(events, { kind: 'unreadable', position: this.#lastPosition + 1, message });
  }

  #judgeCheckpoints(
    track: CheckpointTrack,
    checkpoints: readonly OpenedCheckpoint[],
    unreadable: boolean,
  ): void {
    const last = checkpoints.at(-1);
    if (last === undefined) {
      if (track.size > 0) {
        this.#findings.add(-1, {
          kind: 'unsigned',
          message: `no valid checkpoint signs any of the ${track.size} events`,
        });
      }
      return;
    }
    const { firstBroken, holds, size } = track;
    if (firstBroken !== undefined && !this.#findings.explains(firstBroken)) {
      const message = `some event from the ${holds + 1}th to the ${firstBroken}th is not what was signed, and no leaf hash tells which`;
      this.#findings.add(holds, {
        kind: 'rewritten',
        position: holds + 1,
        lastPosition: firstBroken,
        message,
      });
    }
    if (last.size > size && !unreadable && !this.#findings.explains(last.size)) {
      const message = `the ledger ends at ${size} events, but ${last.size} were signed`;
      this.#findings.add(size, { kind: 'removed', position: size + 1, lastPosition: last.size, message });
    }
  }

  #add(kind: FindingKind, { event, ordinal }: Candidate, problem: string): void {
    const { position, stream, revision } = event;
    this.#findings.add(ordinal, { kind, position, stream, revision, message: `${nameOf(event)} ${problem}` });
  }
}
