import type { StreamName } from '@caselog/event-store';

/** Where an event stands. The position is unknown for all but the last event of an append of our own. */
export interface KnownEvent {
  readonly revision: number;
  readonly position: number | undefined;
}

type Learned = KnownEvent & { readonly id: string };

/** The ids of one stream, from its beginning up to `last`. */
export interface StreamIds {
  readonly ids: ReadonlyMap<string, KnownEvent>;
  /** The last revision known; -1: none. */
  readonly last: number;
}

class Shelf implements StreamIds {
  readonly ids = new Map<string, KnownEvent>();
  last = -1;
}

const empty: StreamIds = new Shelf();

/** The ids of the streams used last, up to a number of ids in all: what saves an append from reading its stream first. */
export class KnownIds {
  readonly #idsMax: number;
  readonly #streams = new Map<StreamName, Shelf>();
  #count = 0;

  constructor(idsMax: number) {
    this.#idsMax = idsMax;
  }

  get(stream: StreamName): StreamIds | undefined {
    return this.#streams.get(stream);
  }

  /**
   * Takes events read from revision `from` on (or just appended there), as far as they follow on what is known. The first event of a stream
   * need not have revision 0: an operator may have truncated it.
   */
  learn(stream: StreamName, from: number, events: readonly Learned[]): StreamIds {
    const shelf = this.#streams.get(stream) ?? new Shelf();
    if (from > shelf.last + 1) return this.get(stream) ?? empty;
    const before = shelf.ids.size;
    for (const { id, revision, position } of events) {
      if (revision <= shelf.last) continue;
      shelf.ids.set(id, { revision, position });
      shelf.last = revision;
    }
    this.#count += shelf.ids.size - before;
    this.#streams.delete(stream);
    this.#streams.set(stream, shelf);
    this.#makeRoom(stream);
    return shelf;
  }

  forget(stream: StreamName): void {
    this.#count -= this.#streams.get(stream)?.ids.size ?? 0;
    this.#streams.delete(stream);
  }

  /** The stream in use stays, however long it is. */
  #makeRoom(inUse: StreamName): void {
    for (const stream of this.#streams.keys()) {
      if (this.#count <= this.#idsMax || stream === inUse) return;
      this.forget(stream);
    }
  }
}
