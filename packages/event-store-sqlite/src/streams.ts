import type { DatabaseSync } from 'node:sqlite';
import { streamCategory } from '@caselog/event-store';
import type { CategoryKinds, Kinds } from './kinds.ts';

/** What is known about a stream without asking the file. */
export interface StreamState {
  readonly id: number;
  readonly category: string;
  readonly kinds: CategoryKinds;
  /** The last one, -1 when there is none. */
  revision: number;
}

const cachedMax = 20_000;

/** The streams of a writer: those used last are remembered, the others looked up in the file. */
export class Streams {
  readonly #kinds: Kinds;
  readonly #lookUpId;
  readonly #lookUpRevision;
  readonly #lookUpLast;
  readonly #add;
  readonly #beforeLookUp: () => void;
  // Two generations: when the younger is full the older one goes.
  #young = new Map<string, StreamState>();
  #old = new Map<string, StreamState>();
  #lastId = 0;

  /** `beforeLookUp` is called before revisions are read from the file: rows that were gathered must be there. */
  constructor(db: DatabaseSync, kinds: Kinds, beforeLookUp: () => void) {
    this.#kinds = kinds;
    this.#beforeLookUp = beforeLookUp;
    this.#lookUpId = db.prepare('SELECT id AS n FROM streams WHERE name = ?');
    this.#lookUpRevision = db.prepare('SELECT max(revision) AS n FROM events WHERE stream = ?');
    this.#lookUpLast = db.prepare('SELECT max(id) AS n FROM streams');
    this.#add = db.prepare('INSERT INTO streams (id, name) VALUES (?, ?)');
  }

  /** Forgets everything: the file says otherwise. */
  reload(): void {
    this.#young.clear();
    this.#old.clear();
    this.#lastId = (this.#lookUpLast.get()?.['n'] as number | null | undefined) ?? 0;
  }

  /** The stream, or undefined when the file has none of this name. */
  find(name: string): StreamState | undefined {
    return this.#young.get(name) ?? this.#findOlder(name);
  }

  /** Adds a stream that the file has not. */
  create(name: string): StreamState {
    const id = this.#lastId + 1;
    this.#add.run(id, name);
    this.#lastId = id;
    return this.#remember(name, this.#state(name, id, -1));
  }

  #findOlder(name: string): StreamState | undefined {
    const old = this.#old.get(name);
    if (old) return this.#remember(name, old);
    const id = this.#lookUpId.get(name)?.['n'] as number | undefined;
    if (id === undefined) return undefined;
    this.#beforeLookUp();
    const revision = this.#lookUpRevision.get(id)?.['n'] as number | null | undefined;
    return this.#remember(name, this.#state(name, id, revision ?? -1));
  }

  #state(name: string, id: number, revision: number): StreamState {
    const category = streamCategory(name);
    return { id, category, kinds: this.#kinds.of(category), revision };
  }

  #remember(name: string, state: StreamState): StreamState {
    if (this.#young.size >= cachedMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, state);
    return state;
  }
}
