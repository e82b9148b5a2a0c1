import type { DatabaseSync } from 'node:sqlite';

/** Category and type of an event, as one small number in the file. */
export interface Kind {
  readonly category: string;
  readonly type: string;
}

/** The kinds of one category: a type's number by its name. */
export type CategoryKinds = Map<string, number>;

/** The kinds of one connection, cached: there are some dozens in a ledger of millions. */
export class Kinds {
  readonly #load;
  readonly #insert;
  readonly #byId: Kind[] = [];
  readonly #byCategory = new Map<string, CategoryKinds>();

  constructor(db: DatabaseSync, mayInsert: boolean) {
    this.#load = db.prepare('SELECT id, category, type FROM kinds');
    this.#insert = mayInsert
      ? db.prepare('INSERT INTO kinds (id, category, type) VALUES (?, ?, ?)')
      : undefined;
  }

  /** Forgets and reads again: other connections add kinds too. */
  reload(): void {
    this.#byId.length = 0;
    this.#byCategory.clear();
    for (const row of this.#load.all())
      this.#remember(row['id'] as number, row['category'] as string, row['type'] as string);
  }

  /** The kind of an event just read; undefined only where the file is damaged. */
  named(id: number): Kind | undefined {
    if (!this.#byId[id]) this.reload();
    return this.#byId[id];
  }

  /** The kinds of a category, to look up a type's number in; see `add`. Valid until `reload`. */
  of(category: string): CategoryKinds {
    const known = this.#byCategory.get(category);
    if (known) return known;
    const kinds: CategoryKinds = new Map();
    this.#byCategory.set(category, kinds);
    return kinds;
  }

  /** Stores a new kind and returns its number. Inside a transaction only: when it is rolled back, `reload`. */
  add(category: string, type: string): number {
    const id = Math.max(this.#byId.length, 1);
    this.#insert!.run(id, category, type);
    this.#remember(id, category, type);
    return id;
  }

  #remember(id: number, category: string, type: string): void {
    this.#byId[id] = { category, type };
    this.of(category).set(type, id);
  }
}
