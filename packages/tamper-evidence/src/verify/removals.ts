import { nameOf, signedLeafAt, type RecordAt } from './describe.ts';
import type { Findings } from './report.ts';
import type { RevisionGap } from './revisions.ts';
import type { RemovedRun, Run } from './unmatched.ts';

// Of a longer run, the rest is one finding: a ledger that was cut off is said in one sentence.
const namedOfRunMax = 100;
const lackingMax = 1000;

/** Gathers what is missing and names it: by its record where one can be had, else by the revisions its stream lacks. */
export class Removals {
  readonly #runs: RemovedRun[] = [];
  readonly #lacking: RevisionGap[] = [];

  /** Leaves that are gone, by their index in the tree. */
  add(run: RemovedRun): void {
    this.#runs.push(run);
  }

  /** Whether no more missing revisions are taken. */
  get full(): boolean {
    return this.#lacking.length >= lackingMax;
  }

  /** Revisions that are gone, of events that no signed leaf judged. */
  addRevisions(gap: RevisionGap): void {
    this.#lacking.push(gap);
  }

  async describe(
    findings: Findings,
    gaps: readonly RevisionGap[],
    recordAt: RecordAt | undefined,
    gapFree: boolean,
  ): Promise<void> {
    for (const run of this.#runs) {
      const named = await this.#nameFromRecords(run, findings, recordAt);
      const rest = { first: run.first + named, last: run.last };
      if (rest.first <= rest.last) addRun(findings, rest, gapsOf(rest, gaps, this.#runs), gapFree);
    }
    for (const gap of this.#lacking) {
      if (!this.#runs.some((run) => overlaps(gap, run))) addGap(findings, gap);
    }
  }

  async #nameFromRecords(
    run: RemovedRun,
    findings: Findings,
    recordAt: RecordAt | undefined,
  ): Promise<number> {
    for (let named = 0; ; named++) {
      const index = run.first + named;
      const hash = run.hashes[named];
      if (hash === undefined || named === namedOfRunMax) return named;
      const leaf = await signedLeafAt({ index, hash }, recordAt);
      if (leaf === undefined) return named;
      const { position, stream, revision } = leaf;
      findings.add(index, {
        kind: 'removed',
        position,
        stream,
        revision,
        message: `${nameOf(leaf)} was removed`,
      });
    }
  }
}

const overlaps = (gap: RevisionGap, run: Run): boolean => gap.after < run.last && gap.before > run.first;

/** The gaps that only this run can fill. */
const gapsOf = (run: Run, gaps: readonly RevisionGap[], runs: readonly Run[]): RevisionGap[] =>
  gaps.filter((gap) => overlaps(gap, run) && runs.filter((other) => overlaps(gap, other)).length === 1);

const gapWords = ({ stream, first, last }: RevisionGap): string =>
  `stream ${stream}, revision ${first === last ? first : `${first} to ${last}`}`;

const addRun = (findings: Findings, run: Run, gaps: readonly RevisionGap[], gapFree: boolean): void => {
  const [first, last] = [run.first + 1, run.last + 1];
  const single = first === last;
  const what = gapFree ? 'position' : 'leaf';
  const place = single ? `${what} ${first}` : `${what}s ${first} to ${last}`;
  const known = gaps.length === 0 ? '' : ` (${gaps.map(gapWords).join('; ')})`;
  const only = single && gaps.length === 1 && gaps[0]?.first === gaps[0]?.last ? gaps[0] : undefined;
  findings.add(run.first, {
    kind: 'removed',
    position: gapFree ? first : undefined,
    lastPosition: single || !gapFree ? undefined : last,
    stream: only?.stream,
    revision: only?.first,
    message: `${place}${known} ${single ? 'was' : 'were'} removed`,
  });
};

const addGap = (findings: Findings, gap: RevisionGap): void => {
  const { stream, first, before, afterPosition, beforePosition } = gap;
  findings.add(before, {
    kind: 'removed',
    stream,
    revision: first,
    message: `${gapWords(gap)} was removed between positions ${afterPosition} and ${beforePosition}`,
  });
};
