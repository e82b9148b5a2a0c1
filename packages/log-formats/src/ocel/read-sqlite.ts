import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { ReadOptions } from '../bytes.ts';
import { LogFormatError } from '../errors.ts';
import {
  ocelBeginning,
  type OcelChange,
  type OcelDeclaration,
  type OcelItem,
  type OcelRelation,
} from './model.ts';
import { ocelTypeOfSql, quotedName } from './sql.ts';

type Row = Readonly<Record<string, unknown>>;

const batchSize = 1_000;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : String(value));

/** Columns of the tables that the standard itself names. */
const own = new Set(['ocel_id', 'ocel_time', 'ocel_changed_field']);

/** Reads a database of OCEL 2.0. Relations are looked up one by one, for which the file need not have an index. */
class OcelDatabase {
  readonly #db: DatabaseSync;
  readonly #relations: string;
  readonly #links: string;

  constructor(file: string) {
    // A nameless database lies on disk, for as long as it is open.
    this.#db = new DatabaseSync('');
    this.#db.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536');
    this.#db.prepare('attach ? as log').run(`${pathToFileURL(file).href}?mode=ro`);
    this.#relations = this.#lookup('event_object', 'ocel_event_id', 'ocel_object_id');
    this.#links = this.#lookup('object_object', 'ocel_source_id', 'ocel_target_id');
  }

  /** The query for what one thing has to do with; of a copy with an index, where the file has none. */
  #lookup(table: string, subject: string, object: string): string {
    const query = (from: string): string =>
      `select ${object} as object, ocel_qualifier as qualifier from ${from} where ${subject} = ? order by rowid`;
    const found = this.#db
      .prepare(
        `select 1 from pragma_index_list(?, 'log') l, pragma_index_info(l.name, 'log') i where i.seqno = 0 and i.name = ?`,
      )
      .get(table, subject);
    if (found) return query(`log.${table}`);
    this.#db.exec(`
      create table copied_${table} as select ${subject}, ${object}, ocel_qualifier from log.${table};
      create index ${table}_by_subject on copied_${table} (${subject});
    `);
    return query(`copied_${table}`);
  }

  close(): void {
    this.#db.close();
  }

  /** Types with the tables that hold their members. */
  types(
    kind: 'event' | 'object',
  ): readonly { readonly declaration: OcelDeclaration; readonly table: string }[] {
    const rows = this.#db.prepare(`select ocel_type, ocel_type_map from log.${kind}_map_type`).all() as Row[];
    return rows.map(({ ocel_type: name, ocel_type_map: map }) => {
      const table = `${kind}_${textOf(map)}`;
      const columns = this.#db.prepare(`pragma log.table_info(${quotedName(table)})`).all() as Row[];
      const attributes = columns
        .filter((column) => !own.has(textOf(column.name)))
        .map((column) => ({ name: textOf(column.name), type: ocelTypeOfSql(textOf(column.type)) }));
      return { declaration: { name: textOf(name), attributes }, table };
    });
  }

  *events(declaration: OcelDeclaration, table: string): Generator<OcelItem> {
    const relations = this.#db.prepare(this.#relations);
    const rows = this.#db.prepare(`select * from log.${quotedName(table)} order by rowid`).iterate();
    for (const row of rows as Iterable<Row>) {
      const id = textOf(row.ocel_id);
      const attributes = declaration.attributes
        .filter(({ name }) => row[name] !== null)
        .map(({ name }) => ({ name, value: textOf(row[name]) }));
      const event = { id, type: declaration.name, time: textOf(row.ocel_time), attributes };
      yield { kind: 'event', event: { ...event, relations: related(relations.all(id)) } };
    }
  }

  *objects(declaration: OcelDeclaration, table: string): Generator<OcelItem> {
    const links = this.#db.prepare(this.#links);
    const rows = this.#db
      .prepare(
        `select o.ocel_id as "ocel:id", t.* from log.object o left join log.${quotedName(table)} t on t.ocel_id = o.ocel_id
         where o.ocel_type = ? order by o.ocel_id, t.rowid`,
      )
      .iterate(declaration.name) as Iterable<Row>;
    let one: { readonly id: string; readonly attributes: OcelChange[] } | undefined;
    const item = ({ id, attributes }: { id: string; attributes: OcelChange[] }): OcelItem => {
      const relations = related(links.all(id));
      return { kind: 'object', object: { id, type: declaration.name, attributes, relations } };
    };
    for (const row of rows) {
      const id = textOf(row['ocel:id']);
      if (one?.id !== id) {
        if (one) yield item(one);
        one = { id, attributes: [] };
      }
      one.attributes.push(...changesOf(declaration, row));
    }
    if (one) yield item(one);
  }
}

const related = (rows: readonly Row[]): readonly OcelRelation[] =>
  rows.map(({ object, qualifier }) => ({ objectId: textOf(object), qualifier: textOf(qualifier ?? '') }));

/** A row of an object tells one change, or where no field is named, all values that it holds. */
const changesOf = ({ attributes }: OcelDeclaration, row: Row): readonly OcelChange[] => {
  const changed = row.ocel_changed_field;
  const time = textOf(row.ocel_time ?? ocelBeginning);
  return attributes
    .filter(({ name }) => (changed === null || changed === name) && row[name] !== null)
    .map(({ name }) => ({ name, time, value: textOf(row[name]) }));
};

function* itemsOf(database: OcelDatabase): Generator<OcelItem> {
  const [objectTypes, eventTypes] = [database.types('object'), database.types('event')];
  for (const { declaration } of objectTypes) yield { kind: 'object-type', declaration };
  for (const { declaration } of eventTypes) yield { kind: 'event-type', declaration };
  for (const { declaration, table } of objectTypes) yield* database.objects(declaration, table);
  for (const { declaration, table } of eventTypes) yield* database.events(declaration, table);
}

const explained = (file: string, error: unknown): unknown =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
    ? new LogFormatError(file, `it is no OCEL 2.0 database: ${error.message}`, undefined, { cause: error })
    : error;

const opened = (file: string): OcelDatabase => {
  try {
    return new OcelDatabase(file);
  } catch (error) {
    throw explained(file, error);
  }
};

/**
 * Reads an OCEL 2.0 log from SQLite, in batches: types, then objects, then events type by type. Holds one batch at a time. Not pure: reads the file.
 * @throws LogFormatError, and the signal's reason
 */
export async function* readOcelSqlite(
  file: string,
  { signal }: ReadOptions = {},
): AsyncGenerator<readonly OcelItem[]> {
  const database = opened(file);
  try {
    let batch: OcelItem[] = [];
    for (const item of itemsOf(database)) {
      batch.push(item);
      if (batch.length < batchSize) continue;
      yield batch;
      signal?.throwIfAborted();
      batch = [];
    }
    yield batch;
  } catch (error) {
    throw explained(file, error);
  } finally {
    database.close();
  }
}
