import { openCheckpoint, type OpenedCheckpoint } from '../checkpoint.ts';
import { EvidenceError } from '../errors.ts';
import type { Verifier } from '../note/key.ts';
import { RightEdge } from '../tree/right-edge.ts';
import { sameBytes, type Hash } from '../tree/hash.ts';
import type { Findings } from './report.ts';

const openOne = (
  note: string,
  verifiers: readonly Verifier[],
  which: string,
  findings: Findings,
): OpenedCheckpoint[] => {
  try {
    return [openCheckpoint(note, verifiers)];
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    findings.add(-1, { kind: 'checkpoint', message: `${which} is false: ${error.message}` });
    return [];
  }
};

/** Opens checkpoints and sorts them by size; those that are false, and those that contradict each other, become findings. */
export const openCheckpoints = (
  notes: readonly string[],
  verifiers: readonly Verifier[],
  findings: Findings,
): OpenedCheckpoint[] => {
  const opened = notes.flatMap((note, i) =>
    openOne(note, verifiers, `checkpoint ${i + 1} of ${notes.length}`, findings),
  );
  const sorted = opened.toSorted((a, b) => a.size - b.size);
  for (const [i, checkpoint] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before?.size !== checkpoint.size || sameBytes(before.root, checkpoint.root)) continue;
    const message = `two checkpoints of ${checkpoint.size} events have different roots: the log was forked`;
    findings.add(checkpoint.size, { kind: 'forked', lastPosition: checkpoint.size, message });
  }
  return sorted;
};

/** A tree that grows leaf by leaf. */
export interface GrowingTree {
  readonly size: number;
  append(leaf: Hash): void;
  root(): Hash;
}

/** Grows a tree and tells at each checkpoint's size whether the checkpoint is true of it. */
export class CheckpointTrack {
  readonly #checkpoints: readonly OpenedCheckpoint[];
  readonly #tree: GrowingTree;
  #next = 0;
  /** The size of the largest checkpoint that holds. */
  holds = 0;
  /** How many hold. */
  holding = 0;
  /** The size of the first checkpoint that does not hold. */
  firstBroken: number | undefined;

  /** `tree` is empty; `checkpoints` are sorted by size. */
  constructor(checkpoints: readonly OpenedCheckpoint[], tree: GrowingTree = new RightEdge()) {
    this.#checkpoints = checkpoints;
    this.#tree = tree;
    this.#compare();
  }

  get size(): number {
    return this.#tree.size;
  }

  append(leaf: Hash): void {
    this.#tree.append(leaf);
    this.#compare();
  }

  root(): Hash {
    return this.#tree.root();
  }

  #compare(): void {
    let checkpoint = this.#checkpoints[this.#next];
    if (checkpoint?.size !== this.#tree.size) return;
    const root = this.#tree.root();
    for (; checkpoint?.size === this.#tree.size; checkpoint = this.#checkpoints[++this.#next]) {
      if (sameBytes(checkpoint.root, root)) {
        this.holds = checkpoint.size;
        this.holding++;
      } else {
        this.firstBroken ??= checkpoint.size;
      }
    }
  }
}
