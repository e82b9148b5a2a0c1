import {
  readOcelJson,
  readOcelSqlite,
  readOcelXml,
  type OcelEvent,
  type OcelItem,
  type ReadOptions,
} from '@caselog/log-formats';
import { NamedColumns } from '../columns.ts';
import type { Mapping } from '../mapping.ts';
import { ObjectBook, ocelTime } from './object-book.ts';
import { withAbsence, type ReadRows, type RowSink } from './source.ts';

type ReadItems = (file: string, options?: ReadOptions) => AsyncIterable<readonly OcelItem[]>;

/** The objects that an event has to do with, by their type, each once. */
const objectsOf = ({ relations }: OcelEvent, book: ObjectBook): ReadonlyMap<string, readonly string[]> => {
  const byType = new Map<string, string[]>();
  for (const { objectId } of relations) {
    const type = book.typeOf(objectId);
    if (type === undefined) continue;
    const ids = byType.get(type);
    if (!ids) byType.set(type, [objectId]);
    else if (!ids.includes(objectId)) ids.push(objectId);
  }
  return byType;
};

/** Turns events into rows: one for each object of the type that stands for a case. */
class OcelRows {
  readonly #book: ObjectBook;
  readonly #columns: NamedColumns;
  readonly #sink: RowSink;
  /** The type whose objects are cases; undefined where an attribute of the event names the case. */
  readonly #caseType: string | undefined;
  /** Attributes of objects that the mapping asks for: the column, the type, the attribute. */
  readonly #asked: readonly (readonly [column: string, type: string, name: string])[];
  #place = 0;

  constructor(
    book: ObjectBook,
    columns: NamedColumns,
    mapping: Mapping,
    declared: ReadonlyMap<string, readonly string[]>,
    sink: RowSink,
  ) {
    this.#book = book;
    this.#columns = columns;
    this.#sink = sink;
    this.#caseType = mapping.case.startsWith(typePrefix) ? mapping.case.slice(typePrefix.length) : undefined;
    this.#asked = [...declared].flatMap(([type, names]) =>
      names
        .map((name) => [`${type}:${name}`, type, name] as const)
        .filter(([column]) => columns.names.includes(column)),
    );
  }

  take(event: OcelEvent): void {
    this.#place += 1;
    const objects = objectsOf(event, this.#book);
    const cases = this.#caseType === undefined ? undefined : objects.get(this.#caseType);
    if (this.#caseType !== undefined && !cases)
      return this.#sink.problem(this.#place, `it has to do with no ${this.#caseType}`);
    for (const one of cases ?? [undefined]) this.#sink.row(this.#place, this.#row(event, objects, one));
  }

  #row(event: OcelEvent, objects: ReadonlyMap<string, readonly string[]>, one: string | undefined): string[] {
    const row = this.#columns.row();
    const put = (name: string, value: string): void => this.#columns.put(row, name, value);
    put('ocel:eid', event.id);
    put('ocel:activity', event.type);
    put('ocel:timestamp', event.time);
    for (const { name, value } of event.attributes) put(name, value);
    for (const [type, ids] of objects)
      put(typePrefix + type, one !== undefined && type === this.#caseType ? one : ids.join('; '));
    for (const { objectId, qualifier } of event.relations) put(`ocel:qualifier:${qualifier}`, objectId);
    const atMs = ocelTime(event.time);
    for (const [column, type, name] of this.#asked) {
      const object = type === this.#caseType ? one : objects.get(type)?.[0];
      const value = object === undefined ? undefined : this.#book.valueAt(object, name, atMs);
      if (value !== undefined) put(column, value);
    }
    return row;
  }
}

const typePrefix = 'ocel:type:';

const ocelRows =
  (readItems: ReadItems): ReadRows =>
  async ({ file, mapping: given, onBytes, signal }, sink) => {
    const mapping = withAbsence(given);
    const columns = new NamedColumns(mapping);
    const book = new ObjectBook();
    // The file is read twice, because objects may stand behind the events that need them: each time is half of the work.
    const half = (offset: number) => ({
      signal,
      onBytes: onBytes && ((read: number, total: number) => onBytes((read + offset * total) / 2, total)),
    });
    try {
      const declared = new Map<string, readonly string[]>();
      const askedOf = new Map<string, ReadonlySet<string>>();
      for await (const items of readItems(file, half(0)))
        for (const item of items) {
          if (item.kind === 'object-type') {
            const { name: type, attributes } = item.declaration;
            const names = attributes.map(({ name }) => name);
            declared.set(type, names);
            askedOf.set(type, new Set(names.filter((name) => columns.names.includes(`${type}:${name}`))));
          } else if (item.kind === 'object') {
            const asked = askedOf.get(item.object.type);
            book.add(item.object, (name) => asked?.has(name) ?? false);
          }
        }
      for (const [type, names] of declared) for (const name of names) columns.see(`${type}:${name}`);
      sink.columns(columns.names, mapping);
      const rows = new OcelRows(book, columns, mapping, declared, sink);
      for await (const items of readItems(file, half(1)))
        for (const item of items) if (item.kind === 'event') rows.take(item.event);
      columns.check();
    } finally {
      book.close();
    }
  };

/** The rows of an OCEL 2.0 log in JSON. */
export const readOcelJsonRows = ocelRows(readOcelJson);
/** The rows of an OCEL 2.0 log in XML. */
export const readOcelXmlRows = ocelRows(readOcelXml);
/** The rows of an OCEL 2.0 log in SQLite. */
export const readOcelSqliteRows = ocelRows(readOcelSqlite);
