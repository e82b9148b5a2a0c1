import type { DatabaseSync } from 'node:sqlite';
import type { EventFilter, EventMetadata, RecordedEvent, Scan, ScanRequest } from '@caselog/event-store';
import { Kinds } from './kinds.ts';
import type { RawEvent } from './leaf.ts';
import { explaining, FileCorruptError } from './errors.ts';

/** Filtered scans look at so many positions at most before they let others run. */
const scanWindow = 20_000;
/** Rows are decoded so many at a time: their texts are gone before the next ones come, which spares the collector of garbage moving them. */
const rowsAtOnce = 500;
// An event's columns, in the order of `decode`. The stream's name is joined: it costs less than a second look-up from here.
const columns = 'e.position, s.name, e.revision, e.kind, hex(e.id), e.metadata, e.data';
// An outer join: in a damaged file an event whose stream is gone must be noticed, not skipped.
const fromEvents = `SELECT ${columns} FROM events e LEFT JOIN streams s ON s.id = e.stream`;
// One stream's name is known: it is looked up once, not joined to each row.
const fromStream = `SELECT position, ?1, revision, kind, hex(id), metadata, data FROM events
  WHERE stream = (SELECT id FROM streams WHERE name = ?1)`;
const inFilter = `kind IN (SELECT id FROM kinds WHERE
  (:categories IS NULL OR category IN (SELECT value FROM json_each(:categories))) AND
  (:types IS NULL OR type IN (SELECT value FROM json_each(:types))))`;

type Row = readonly [
  position: number,
  stream: string | null,
  revision: number,
  kind: number,
  idHex: string,
  metadata: string,
  data: string,
];

const prepareAll = (db: DatabaseSync) => ({
  head: db.prepare('SELECT max(position) FROM events', { returnArrays: true }),
  forward: db.prepare(`${fromEvents} WHERE position > ? ORDER BY position LIMIT ?`, { returnArrays: true }),
  backward: db.prepare(`${fromEvents} WHERE position < ? ORDER BY position DESC LIMIT ?`, {
    returnArrays: true,
  }),
  forwardFiltered: db.prepare(
    `${fromEvents} WHERE position > :from AND position <= :until AND ${inFilter} ORDER BY position LIMIT :limit`,
    { returnArrays: true },
  ),
  backwardFiltered: db.prepare(
    `${fromEvents} WHERE position < :from AND position >= :until AND ${inFilter} ORDER BY position DESC LIMIT :limit`,
    { returnArrays: true },
  ),
  streamForward: db.prepare(`${fromStream} AND revision >= ? ORDER BY revision LIMIT ?`, {
    returnArrays: true,
  }),
  streamBackward: db.prepare(`${fromStream} AND revision <= ? ORDER BY revision DESC LIMIT ?`, {
    returnArrays: true,
  }),
  raw: db.prepare(
    `SELECT e.position, s.name AS stream, e.revision, e.kind, hex(e.id) AS idHex,
       CASE WHEN json_valid(e.metadata) THEN e.metadata ->> '$.recordedAt' END AS recordedAt,
       CAST(e.metadata AS BLOB) AS metadataBytes, CAST(e.data AS BLOB) AS dataBytes, e.leaf_hash AS leafHash
     FROM events e LEFT JOIN streams s ON s.id = e.stream WHERE position > ? ORDER BY position LIMIT ?`,
  ),
});

/** The UUID of 32 hexadecimal digits. */
function uuidOf(digits: string): string {
  const hex = digits.toLowerCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const listOf = (names: readonly string[] | undefined) => (names ? JSON.stringify(names) : null);

/** Reads through one connection. Each query sees one consistent state of the file; none waits for the writer. */
export class Reader {
  readonly #path: string;
  readonly #sql: ReturnType<typeof prepareAll>;
  readonly #kinds: Kinds;

  constructor(db: DatabaseSync, path: string) {
    this.#path = path;
    this.#sql = prepareAll(db);
    this.#kinds = new Kinds(db, false);
  }

  /** The last position, 0 when there is none. */
  head(): number {
    return explaining(this.#path, () => (this.#sql.head.get() as unknown as [number | null])[0] ?? 0);
  }

  scan({ from, direction, limit, filter }: ScanRequest): Scan {
    if (filter?.categories || filter?.types) return this.#scanFiltered(from, direction, limit, filter);
    const events: RecordedEvent[] = [];
    for (let reached = from; ;) {
      const wanted = Math.min(limit - events.length, rowsAtOnce);
      const piece = this.#events(() => this.#sql[direction].all(reached, wanted));
      for (const event of piece) events.push(event);
      reached = piece.at(-1)?.position ?? reached;
      if (piece.length < wanted || events.length === limit)
        return { events, reached, atEnd: piece.length < wanted };
    }
  }

  #scanFiltered(from: number, direction: 'forward' | 'backward', limit: number, filter: EventFilter): Scan {
    const head = this.head();
    const isForward = direction === 'forward';
    const until = isForward
      ? Math.min(from + scanWindow, head)
      : Math.max(Math.min(from, head + 1) - scanWindow, 1);
    const statement = isForward ? this.#sql.forwardFiltered : this.#sql.backwardFiltered;
    const { categories, types } = filter;
    const wanted = {
      from,
      until,
      limit,
      categories: listOf(categories),
      types: listOf(types),
    };
    const events = this.#events(() => statement.all(wanted));
    if (events.length === limit) return { events, reached: events.at(-1)!.position, atEnd: false };
    return isForward
      ? { events, reached: Math.max(until, from), atEnd: until >= head }
      : { events, reached: Math.min(until, from), atEnd: until <= 1 };
  }

  /** A piece of a stream, from a revision on (inclusive). */
  readStream(
    stream: string,
    from: number,
    direction: 'forward' | 'backward',
    limit: number,
  ): readonly RecordedEvent[] {
    const statement = direction === 'forward' ? this.#sql.streamForward : this.#sql.streamBackward;
    return this.#events(() => statement.all(stream, from, limit));
  }

  /**
   * Events behind a position as they lie in the file. Where a damaged file no longer tells a stream, a type or a time, that text is
   * empty, so that whoever verifies sees the event and not an error.
   */
  raw(after: number, limit: number): readonly RawEvent[] {
    return explaining(this.#path, () =>
      this.#sql.raw.all(after, limit).map(({ kind, idHex, leafHash, ...row }) => ({
        ...(row as unknown as RawEvent),
        type: this.#kinds.named(kind as number)?.type ?? '',
        id: uuidOf(idHex as string),
        stream: (row['stream'] as string | null) ?? '',
        recordedAt: (row['recordedAt'] as string | null) ?? '',
        ...(leafHash !== null && { leafHash: leafHash as Uint8Array }),
      })),
    );
  }

  #events(query: () => unknown): RecordedEvent[] {
    return explaining(this.#path, () => (query() as Row[]).map((row) => this.#decode(row)));
  }

  #decode([position, stream, revision, kind, idHex, metadata, data]: Row): RecordedEvent {
    const type = this.#kinds.named(kind)?.type;
    if (type === undefined || stream === null) throw new FileCorruptError(this.#path, { position });
    try {
      return {
        id: uuidOf(idHex),
        type,
        stream,
        revision,
        position,
        data: JSON.parse(data) as unknown,
        metadata: JSON.parse(metadata) as EventMetadata,
      };
    } catch (cause) {
      throw cause instanceof SyntaxError ? new FileCorruptError(this.#path, { cause, position }) : cause;
    }
  }
}
