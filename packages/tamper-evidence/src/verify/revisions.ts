/** Revisions of a stream that nothing was read of, and the places between which they would stand. */
export interface RevisionGap {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  /** Behind this place, the stream's event before the gap; -1 when the stream begins with it. */
  readonly after: number;
  /** Before this place, the stream's event behind the gap. */
  readonly before: number;
  /** The same in positions of events; 0 when the stream begins with it. */
  readonly afterPosition: number;
  readonly beforePosition: number;
}

/** How an event's revision follows on in its stream. */
export type RevisionStep = 'next' | 'ahead' | 'back';

/** An event of a stream, and its place in the order in which leaves were signed. */
export interface StreamPlace {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

interface Last {
  readonly revision: number;
  readonly place: number;
  readonly position: number;
}

const nothing: Last = { revision: -1, place: -1, position: 0 };

/** Follows the revisions of all streams, which count 0, 1, 2 … without a gap. */
export class Revisions {
  readonly #last = new Map<string, Last>();
  readonly #gapsMax: number;
  readonly gaps: RevisionGap[] = [];

  constructor(gapsMax: number) {
    this.#gapsMax = gapsMax;
  }

  /** How `revision` would follow on; a stream not seen yet begins with 0. */
  step({ stream, revision }: StreamPlace): RevisionStep {
    const last = (this.#last.get(stream) ?? nothing).revision;
    if (revision === last + 1) return 'next';
    return revision > last ? 'ahead' : 'back';
  }

  /** Takes note of an event at `place`; what it leaves out becomes a gap, which is returned. */
  note(event: StreamPlace, place: number): RevisionGap | undefined {
    const { stream, revision, position } = event;
    const last = this.#last.get(stream) ?? nothing;
    const step = this.step(event);
    if (step !== 'back') this.#last.set(stream, { revision, place, position });
    if (step !== 'ahead') return undefined;
    const gap: RevisionGap = {
      stream,
      first: last.revision + 1,
      last: revision - 1,
      after: last.place,
      before: place,
      afterPosition: last.position,
      beforePosition: position,
    };
    if (this.gaps.length < this.#gapsMax) this.gaps.push(gap);
    return gap;
  }
}
