import { assertCount, assertStreamName, readInBatches } from '@caselog/event-store';
import type {
  EventFilter,
  ReadStreamOptions,
  RecordedEvent,
  Scan,
  ScanRequest,
  StreamName,
} from '@caselog/event-store';
import { BACKWARDS, END, FORWARDS, START } from '@kurrent/kurrentdb-client';
import type { Direction as DriverDirection, ReadPosition, ReadRevision } from '@kurrent/kurrentdb-client';
import type { Connection } from './connection-string.ts';
import { fromDriver, safeNumber } from './events.ts';
import { keepsNothing, matches, serverFilter } from './filters.ts';
import type { PageReader, Resolved } from './page.ts';
import type { KnownPositions } from './positions.ts';
import { type RawEvent, type RawOptions, type RawResolved, readRawPage, toRaw } from './raw.ts';

const pageSize = 1000;
const unlimited = Number.MAX_SAFE_INTEGER;

type Direction = NonNullable<ReadStreamOptions['direction']>;

/** A read of one stream, over all its pages. */
interface StreamRun {
  readonly stream: StreamName;
  readonly direction: Direction;
  readonly signal: AbortSignal;
}

/** A place of the log in the driver's form. A record of ours has the same commit and prepare position. */
const at = (position: number): ReadPosition =>
  position === 0 ? START : { commit: BigInt(position), prepare: BigInt(position) };

const driverDirection = (direction: Direction): DriverDirection =>
  direction === 'forward' ? FORWARDS : BACKWARDS;

const positionOf = (resolved: Resolved): number =>
  safeNumber('position', resolved.event?.position?.commit ?? resolved.commitPosition ?? 0n);

const ours = (found: readonly Resolved[]): RecordedEvent[] =>
  found.flatMap((resolved) => fromDriver(resolved) ?? []);

/** The port's reads on the driver's. Everything is read from the leader, so that a reader sees what was acknowledged. */
export class Reader {
  readonly #pages: PageReader;
  readonly #positions: KnownPositions;
  readonly #asked: { readonly requiresLeader: true; readonly credentials?: Connection['credentials'] };
  readonly #signal: AbortSignal;

  constructor(
    pages: PageReader,
    positions: KnownPositions,
    { credentials }: Pick<Connection, 'credentials'>,
    signal: AbortSignal,
  ) {
    this.#pages = pages;
    this.#positions = positions;
    // The driver's reading half takes the account from the connection string without decoding it.
    this.#asked = { requiresLeader: true, ...(credentials && { credentials }) };
    this.#signal = signal;
  }

  /** `signal` ends it before the store is closed. */
  async readStream(
    stream: StreamName,
    options: ReadStreamOptions = {},
    signal?: AbortSignal,
  ): Promise<readonly RecordedEvent[]> {
    assertStreamName(stream);
    const { direction = 'forward', from, limit = unlimited } = options;
    if (from !== undefined) assertCount('a revision', from);
    assertCount('a limit', limit);
    const run = {
      stream,
      direction,
      signal: signal ? AbortSignal.any([signal, this.#signal]) : this.#signal,
    };
    if (direction === 'forward') return this.#readPages(run, from ?? 0, limit);
    // A server need not understand a start behind the end.
    const [last] = from === undefined ? [] : await this.#readPages(run, undefined, 1);
    const isBehind = from !== undefined && from >= (last?.revision ?? -1);
    return this.#readPages(run, isBehind ? undefined : from, limit);
  }

  /** `from` undefined: the end. */
  async #readPages(
    run: StreamRun,
    from: number | undefined,
    limit: number,
  ): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    const step = run.direction === 'forward' ? 1 : -1;
    for (let next = from; events.length < limit && next !== -1;) {
      const wanted = Math.min(pageSize, limit - events.length);
      const found = await this.#readPage(run, next, wanted);
      events.push(...ours(found));
      const last = found.at(-1)?.event;
      if (!last || found.length < wanted) break;
      next = safeNumber('revision', last.revision) + step;
    }
    return events;
  }

  #readPage({ stream, direction, signal }: StreamRun, from: number | undefined, maxCount: number) {
    const fromRevision: ReadRevision = from === undefined ? END : BigInt(from);
    const asked = { ...this.#asked, direction: driverDirection(direction), fromRevision, maxCount };
    return this.#pages.read({
      operation: `read ${stream}`,
      signal,
      read: (client) => client.readStream(stream, asked),
    });
  }

  /** The last position of an event of ours, 0 when there is none. */
  async head(): Promise<number> {
    const { events } = await this.#scanBackward({
      from: unlimited,
      direction: 'backward',
      limit: 1,
      filter: undefined,
    });
    return events[0]?.position ?? 0;
  }

  /** One look at the global order, for `readInBatches`. */
  async scan(request: ScanRequest): Promise<Scan> {
    if (keepsNothing(request.filter)) return { events: [], reached: request.from, atEnd: true };
    return request.direction === 'forward' ? this.#scanForward(request) : this.#scanBackward(request);
  }

  async #scanForward({ from, limit, filter }: ScanRequest): Promise<Scan> {
    // The server begins with the event at the position itself, if that passes the filter: one more than wanted.
    const maxCount = limit + 1;
    let start = at(from);
    const mend = async () => {
      start = await this.startAfter(from);
    };
    const found = await this.#readAll('forward', () => start, maxCount, filter, mend);
    const behind = found.filter((resolved) => positionOf(resolved) > from);
    return this.#scanned(behind.slice(0, limit), found.length < maxCount && behind.length <= limit, {
      from,
      filter,
    });
  }

  async #scanBackward({ from, limit, filter }: ScanRequest): Promise<Scan> {
    let start: ReadPosition = END;
    if (from !== unlimited && (this.#positions.has(from) || from <= (await this.head()))) start = at(from);
    const mend = async () => {
      start = await this.#startBefore(from);
    };
    const found = await this.#readAll('backward', () => start, limit, filter, mend);
    return this.#scanned(found, found.length < limit, { from, filter });
  }

  #scanned(
    found: readonly Resolved[],
    atEnd: boolean,
    { from, filter }: Pick<ScanRequest, 'from' | 'filter'>,
  ): Scan {
    const last = found.at(-1);
    const reached = last ? positionOf(last) : from;
    if (last) this.#positions.note(reached);
    return { events: ours(found).filter((event) => matches(event, filter)), reached, atEnd };
  }

  async #readAll(
    direction: Direction,
    start: () => ReadPosition,
    maxCount: number,
    filter: EventFilter | undefined,
    mend: () => Promise<void>,
  ): Promise<readonly Resolved[]> {
    const wanted = serverFilter(filter);
    return this.#pages.read({
      operation: 'read all',
      signal: this.#signal,
      mend,
      read: (client) =>
        client.readAll({
          ...this.#asked,
          direction: driverDirection(direction),
          fromPosition: start(),
          filter: wanted,
          maxCount,
        }),
    });
  }

  /** Every event of ours as its exact bytes, in global order and batches, up to the end. */
  async *rawEvents({ after = 0, batchSize = pageSize }: RawOptions = {}): AsyncGenerator<
    readonly RawEvent[]
  > {
    assertCount('a position', after);
    let from = after;
    for (let isEnd = false; !isEnd;) {
      const found = await this.#readRawPage(from, batchSize + 1);
      const last = found.at(-1)?.event?.position?.commit;
      isEnd = found.length <= batchSize || last === undefined;
      const start = from;
      if (last !== undefined) this.#positions.note((from = safeNumber('position', last)));
      const events = found
        .flatMap((resolved) => toRaw(resolved) ?? [])
        .filter(({ position }) => position > start);
      if (events.length > 0) yield events;
    }
  }

  /** The server begins with the event at the position itself. */
  #readRawPage(after: number, maxCount: number): Promise<readonly RawResolved[]> {
    let start = at(after);
    return this.#pages.read({
      operation: 'read all',
      signal: this.#signal,
      mend: async () => {
        start = await this.startAfter(after);
      },
      read: (client) =>
        readRawPage(client, {
          direction: FORWARDS,
          fromPosition: start,
          maxCount: BigInt(maxCount),
          requiresLeader: true,
          resolvesLink: false,
          ...(this.#asked.credentials && { credentials: this.#asked.credentials }),
        }),
    });
  }

  /**
   * Where a forward read that should begin behind `position` may begin: at a record. The server refuses other places, and the driver does not
   * say that this was why; so it is looked up, from the end backward, when a read from a place not known to be good has failed.
   */
  async startAfter(position: number): Promise<ReadPosition> {
    if (this.#positions.has(position)) return at(position);
    const { below } = await this.#neighbours(position);
    return at(below);
  }

  async #startBefore(position: number): Promise<ReadPosition> {
    if (position === unlimited) return END;
    if (this.#positions.has(position)) return at(position);
    const { above } = await this.#neighbours(position);
    return above === undefined ? END : at(above);
  }

  /** The events next to a position: the last at or below it (0: none), and the first above it or at it. */
  async #neighbours(position: number): Promise<{ readonly below: number; readonly above?: number }> {
    let above: number | undefined;
    const scan = (request: ScanRequest) => this.#scanBackward(request);
    for await (const batch of readInBatches(scan, { direction: 'backward', batchSize: pageSize }))
      for (const event of batch) {
        if (event.position === position) return { below: position, above: position };
        if (event.position < position) return { below: event.position, above };
        above = event.position;
      }
    return { below: 0, above };
  }
}
