import { DatabaseSync } from 'node:sqlite';
import type { OcelObject } from '@caselog/log-formats';
import { timeReader } from '../time-format.ts';

const iso = timeReader({ format: 'ISO', zone: 'UTC' });

/** An instant of an OCEL log; what is none counts as the beginning. Pure. */
export const ocelTime = (text: string): number => iso(text) ?? 0;

/** What is known of the objects of a log while its events are read: on disk, so that memory does not grow with the log. */
export class ObjectBook {
  readonly #db = new DatabaseSync('');
  readonly #addObject;
  readonly #addChange;
  readonly #type;
  readonly #value;

  constructor() {
    this.#db.exec(`
      pragma journal_mode = off;
      pragma synchronous = off;
      create table objects (id text primary key, type text not null) without rowid;
      create table changes (id text, name text, at_ms real, place integer, value text, primary key (id, name, at_ms, place)) without rowid;
      begin;
    `);
    this.#addObject = this.#db.prepare('insert or ignore into objects values (?, ?)');
    this.#addChange = this.#db.prepare('insert or replace into changes values (?, ?, ?, ?, ?)');
    this.#type = this.#db.prepare('select type from objects where id = ?');
    this.#value = this.#db.prepare(
      'select value from changes where id = ? and name = ? and at_ms <= ? order by at_ms desc, place desc limit 1',
    );
  }

  /** Keeps an object with the attributes that are asked for. */
  add({ id, type, attributes }: OcelObject, isAsked: (name: string) => boolean): void {
    this.#addObject.run(id, type);
    for (const [place, { name, time, value }] of attributes.entries())
      if (isAsked(name)) this.#addChange.run(id, name, ocelTime(time), place, value);
  }

  /** Undefined when the log does not have the object. */
  typeOf(id: string): string | undefined {
    return (this.#type.get(id) as { type: string } | undefined)?.type;
  }

  /** The value of an attribute at an instant; undefined when it had none yet. */
  valueAt(id: string, name: string, atMs: number): string | undefined {
    return (this.#value.get(id, name, atMs) as { value: string } | undefined)?.value;
  }

  close(): void {
    this.#db.close();
  }
}
