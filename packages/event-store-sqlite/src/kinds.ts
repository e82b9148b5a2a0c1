import type { DatabaseSync } from 'node:sqlite';

/** Category and type of an event, as one small number in the file. */
export interface Kind {
  readonly category: string;
  readonly type: string;
}

const keyOf = (category: string, type: string) => `${category}\0${type}`;

/** The kinds of one connection, cached: there are some dozens in a ledger of millions. */
export class Kinds {
  readonly #load;
  readonly #insert;
  readonly #byId: Kind[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(db: DatabaseSync, mayInsert: boolean) {
    this.#load = db.prepare('SELECT id, category, type FROM kinds');
    this.#insert = mayInsert
      ? db.prepare('INSERT INTO kinds (id, category, type) VALUES (?, ?, ?)')
      : undefined;
  }

  /** Forgets and reads again: other connections add kinds too. */
  reload(): void {
    this.#byId.length = 0;
    this.#byKey.clear();
    for (const row of this.#load.all())
      this.#remember(row['id'] as number, row['category'] as string, row['type'] as string);
  }

  /** The kind of an event just read. */
  named(id: number): Kind {
    if (!this.#byId[id]) this.reload();
    return this.#byId[id]!;
  }

  /** The number of a kind; a new one is stored. Inside a transaction only: when it is rolled back, `reload`. */
  numbered(category: string, type: string): number {
    return this.#byKey.get(keyOf(category, type)) ?? this.#add(category, type);
  }

  #add(category: string, type: string): number {
    const id = Math.max(this.#byId.length, 1);
    this.#insert!.run(id, category, type);
    this.#remember(id, category, type);
    return id;
  }

  #remember(id: number, category: string, type: string): void {
    this.#byId[id] = { category, type };
    this.#byKey.set(keyOf(category, type), id);
  }
}
