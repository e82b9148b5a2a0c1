import type { Hash } from '../tree/hash.ts';

/**
 * What is wrong:
 * `changed` an event is not what was signed; `removed` an event that was signed is gone; `inserted` an event that was not signed stands among
 * those that were; `reordered` an event stands elsewhere than it was signed; `renumbered` a run of events does, all by the same distance;
 * `rewritten` some event of a range is not what was signed, and nothing tells which; `leaf-hash` the leaf hash stored beside an event is
 * damaged and the event is as signed; `tiles` the log's tiles are damaged; `checkpoint` a checkpoint is false; `forked` two checkpoints
 * contradict each other; `unsigned` there is no valid checkpoint at all; `unreadable` the ledger cannot be read beyond a place.
 */
export type FindingKind =
  | 'changed'
  | 'removed'
  | 'inserted'
  | 'reordered'
  | 'renumbered'
  | 'rewritten'
  | 'leaf-hash'
  | 'tiles'
  | 'checkpoint'
  | 'forked'
  | 'unsigned'
  | 'unreadable';

/** One thing that is wrong, and where; what is not known is absent. */
export interface Finding {
  readonly kind: FindingKind;
  readonly position?: number | undefined;
  /** Of a range, the last position. */
  readonly lastPosition?: number | undefined;
  readonly stream?: string | undefined;
  readonly revision?: number | undefined;
  /** A sentence that says what is wrong, place included. */
  readonly message: string;
}

/** What a verification found. */
export interface VerifyReport {
  /** Nothing was found. Look at `signed` too: events behind it are not evidence yet. */
  readonly ok: boolean;
  /** Events in the ledger. */
  readonly events: number;
  /** The root of the ledger's events. */
  readonly root: Hash;
  /** The events, from the first on, that are as a checkpoint signed them. */
  readonly signed: number;
  /** Events whose data were destroyed and of which only the hash was kept. */
  readonly erased: number;
  /** Checkpoints that were given, and those that are true of this ledger. */
  readonly checkpoints: number;
  readonly checkpointsHolding: number;
  /** By place; at most as many as were asked for. */
  readonly findings: readonly Finding[];
  /** All that was found, also what was too much to list. */
  readonly findingsTotal: number;
}

/** A finding and the place by which findings are sorted. */
export interface PlacedFinding {
  readonly at: number;
  readonly finding: Finding;
}

/** Collects findings, up to a limit, and counts all. */
export class Findings {
  readonly #placed: PlacedFinding[] = [];
  readonly #max: number;
  #total = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get total(): number {
    return this.#total;
  }

  /** `at`: the place in the order of events; -1 for what concerns no event. */
  add(at: number, finding: Finding): void {
    this.#total++;
    if (this.#placed.length < this.#max) this.#placed.push({ at, finding });
  }

  /** Counts what was found but will not be described. */
  count(): void {
    this.#total++;
  }

  /** Whether an event was found wrong before place `at`. */
  explains(at: number): boolean {
    return this.#placed.some(
      (placed) => placed.at >= 0 && placed.at < at && placed.finding.kind !== 'leaf-hash',
    );
  }

  list(): Finding[] {
    return this.#placed.toSorted((a, b) => a.at - b.at).map(({ finding }) => finding);
  }
}
