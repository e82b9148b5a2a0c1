import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { LogWriteError } from '../errors.ts';
import {
  ocelBeginning,
  type OcelDeclaration,
  type OcelEvent,
  type OcelObject,
  type OcelType,
} from './model.ts';
import { quotedName, sqlTypeOfOcel } from './sql.ts';

const common = `
  pragma journal_mode = off;
  pragma synchronous = off;
  pragma locking_mode = exclusive;
  pragma cache_size = -65536;
  create table event (ocel_id text primary key, ocel_type text not null references event_map_type (ocel_type));
  create table object (ocel_id text primary key, ocel_type text not null references object_map_type (ocel_type));
  create table event_map_type (ocel_type text primary key, ocel_type_map text not null unique);
  create table object_map_type (ocel_type text primary key, ocel_type_map text not null unique);
  create table event_object (
    ocel_event_id text not null references event (ocel_id),
    ocel_object_id text not null references object (ocel_id),
    ocel_qualifier text not null,
    primary key (ocel_event_id, ocel_object_id, ocel_qualifier)
  );
  create table object_object (
    ocel_source_id text not null references object (ocel_id),
    ocel_target_id text not null references object (ocel_id),
    ocel_qualifier text not null,
    primary key (ocel_source_id, ocel_target_id, ocel_qualifier)
  );
`;

/** A value as its column takes it. */
const stored = (type: OcelType, value: string): string | number => {
  if (type === 'boolean') return value === 'true' || value === '1' ? 1 : 0;
  return type === 'integer' || type === 'float' ? Number(value) : value;
};

/** The tables of one type, and how to fill them. */
interface Members {
  readonly declaration: OcelDeclaration;
  readonly place: ReadonlyMap<string, number>;
  readonly insert: StatementSync;
}

/** A text that may end a table's name. */
const mapOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '_');

/**
 * Writes an OCEL 2.0 log as an SQLite database. Not pure. Types are declared first; objects and events come in any order, and an object or a
 * relation that is there already stays as it is.
 */
export class OcelSqliteWriter {
  readonly #db: DatabaseSync;
  readonly #events = new Map<string, Members>();
  readonly #objects = new Map<string, Members>();
  readonly #insertEvent: StatementSync;
  readonly #insertObject: StatementSync;
  readonly #relate: StatementSync;
  readonly #link: StatementSync;

  /** Makes the database, which must not be there yet. */
  constructor(path: string) {
    // What a relation points to may come after it.
    this.#db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    this.#db.exec(common);
    this.#insertEvent = this.#db.prepare('insert into event values (?, ?)');
    this.#insertObject = this.#db.prepare('insert or ignore into object values (?, ?)');
    this.#relate = this.#db.prepare('insert or ignore into event_object values (?, ?, ?)');
    this.#link = this.#db.prepare('insert or ignore into object_object values (?, ?, ?)');
    this.#db.exec('begin');
  }

  /** @throws LogWriteError when the log has the type already */
  declareEvents(declaration: OcelDeclaration): void {
    this.#declare('event', this.#events, declaration, ['ocel_id text primary key', 'ocel_time timestamp']);
  }

  /** @throws LogWriteError when the log has the type already */
  declareObjects(declaration: OcelDeclaration): void {
    const columns = ['ocel_id text', 'ocel_time timestamp', 'ocel_changed_field text'];
    this.#declare('object', this.#objects, declaration, columns);
  }

  event({ id, type, time, attributes, relations }: OcelEvent): void {
    const members = membersOf(this.#events, type);
    const values = nothing(members);
    for (const { name, value } of attributes) put(members, values, name, value);
    this.#insertEvent.run(id, type);
    members.insert.run(id, time, ...values);
    for (const { objectId, qualifier } of relations) this.#relate.run(id, objectId, qualifier);
  }

  object({ id, type, attributes, relations }: OcelObject): void {
    const members = membersOf(this.#objects, type);
    const initial = nothing(members);
    for (const { name, time, value } of attributes)
      if (time === ocelBeginning) put(members, initial, name, value);
    this.#insertObject.run(id, type);
    // What holds from the beginning is one row that names no field.
    members.insert.run(id, ocelBeginning, null, ...initial);
    for (const { name, time, value } of attributes) {
      if (time === ocelBeginning) continue;
      const values = nothing(members);
      put(members, values, name, value);
      members.insert.run(id, time, name, ...values);
    }
    for (const { objectId, qualifier } of relations) this.#link.run(id, objectId, qualifier);
  }

  /** Makes an object without attributes of its own, unless it is there. */
  mention(id: string, type: string): void {
    const { changes } = this.#insertObject.run(id, type);
    const members = membersOf(this.#objects, type);
    if (changes > 0) members.insert.run(id, ocelBeginning, null, ...nothing(members));
  }

  /** Ends the file. */
  close(): void {
    this.#db.exec('commit');
    this.#db.close();
  }

  #declare(
    kind: 'event' | 'object',
    into: Map<string, Members>,
    declaration: OcelDeclaration,
    columns: readonly string[],
  ): void {
    const { name, attributes } = declaration;
    if (into.has(name)) throw new LogWriteError(`the log has the type ${JSON.stringify(name)} twice`);
    const taken = new Set([...into.keys()].map(mapOf));
    const map = taken.has(mapOf(name)) ? `${mapOf(name)}_${into.size}` : mapOf(name);
    const table = quotedName(`${kind}_${map}`);
    const own = attributes.map((one) => `${quotedName(one.name)} ${sqlTypeOfOcel(one.type)}`);
    this.#db.exec(`create table ${table} (${[...columns, ...own].join(', ')})`);
    this.#db.prepare(`insert into ${kind}_map_type values (?, ?)`).run(name, map);
    const marks = Array.from({ length: columns.length + own.length }, () => '?').join(', ');
    const insert = this.#db.prepare(`insert into ${table} values (${marks})`);
    into.set(name, {
      declaration,
      insert,
      place: new Map(attributes.map((one, place) => [one.name, place])),
    });
  }
}

const membersOf = (types: ReadonlyMap<string, Members>, type: string): Members => {
  const found = types.get(type);
  if (!found) throw new LogWriteError(`the type ${JSON.stringify(type)} is not declared`);
  return found;
};

type Values = (string | number | null)[];

const nothing = ({ declaration }: Members): Values => declaration.attributes.map(() => null);

const put = ({ place, declaration }: Members, values: Values, name: string, value: string): void => {
  const at = place.get(name);
  if (at === undefined)
    throw new LogWriteError(`${declaration.name} has no attribute ${JSON.stringify(name)}`);
  values[at] = stored(declaration.attributes[at]!.type, value);
};
