import type { RawEvent } from '../leaf/leaf.ts';
import { nameOf } from './describe.ts';
import type { Findings } from './report.ts';

interface MovedRun {
  readonly event: RawEvent;
  readonly index: number;
  readonly shift: number;
  last: number;
}

/** Gathers events that stand at another position than they were signed at into runs of the same distance. */
export class Moves {
  readonly #findings: Findings;
  #run: MovedRun | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Takes the event signed at `index`. */
  note(event: RawEvent, index: number, moved: boolean): void {
    const shift = event.position - 1 - index;
    const run = this.#run;
    if (moved && run?.shift === shift && run.last === event.position - 1) {
      run.last = event.position;
      return;
    }
    this.end();
    if (moved) this.#run = { event, index, shift, last: event.position };
  }

  /** No more events come, or another run begins. */
  end(): void {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return;
    const { event, index, last } = run;
    const { position, stream, revision } = event;
    const single = last === position;
    // Behind what may have been inserted there and pushed them on.
    this.#findings.add(index + 0.5, {
      kind: single ? 'reordered' : 'renumbered',
      position,
      lastPosition: single ? undefined : last,
      stream,
      revision,
      message: single
        ? `${nameOf(event)} was signed at position ${index + 1}`
        : `the events at positions ${position} to ${last} were signed at ${index + 1} to ${index + 1 + last - position}`,
    });
  }
}
