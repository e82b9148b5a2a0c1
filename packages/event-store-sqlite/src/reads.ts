import {
  assertCount,
  assertPosition,
  assertStreamName,
  follow,
  readInBatches,
  StoreClosedError,
} from '@caselog/event-store';
import type {
  Bell,
  EventStore,
  ReadStreamOptions,
  RecordedEvent,
  Scan,
  ScanRequest,
} from '@caselog/event-store';
import type { RawEvent } from './leaf.ts';
import type { Reader } from './reader.ts';
import type { RawOptions, SqliteStore } from './store.ts';
import { nextTurn } from './turn.ts';
import type { Watch } from './watch.ts';

export interface ReadsOptions {
  readonly reader: Reader;
  readonly bell: Bell;
  readonly watch: Watch;
  /** Aborts when the store closes. */
  readonly closing: AbortSignal;
}

type Reads = Pick<EventStore, 'readStream' | 'readAll' | 'subscribe' | 'head'> &
  Pick<SqliteStore, 'rawEvents'>;

async function* readRaw(
  read: (after: number, limit: number) => readonly RawEvent[],
  { after = 0, batchSize = 500 }: RawOptions = {},
): AsyncIterable<readonly RawEvent[]> {
  assertPosition(after);
  assertCount('a batch size', batchSize, 1);
  for (let from = after; ;) {
    const events = read(from, batchSize);
    if (events.length === 0) return;
    yield events;
    from = events.at(-1)!.position;
    await nextTurn();
  }
}

/** A long stream is read in pieces of so many events, between which others run. */
const streamPieceMax = 1000;

async function readStream(
  opened: () => Reader,
  stream: string,
  options: ReadStreamOptions,
): Promise<readonly RecordedEvent[]> {
  const { direction = 'forward', limit = Number.MAX_SAFE_INTEGER } = options;
  let from = options.from ?? (direction === 'forward' ? 0 : Number.MAX_SAFE_INTEGER);
  assertStreamName(stream);
  assertCount('a revision', from);
  assertCount('a limit', limit);
  const events: RecordedEvent[] = [];
  for (;;) {
    const wanted = Math.min(limit - events.length, streamPieceMax);
    const piece = opened().readStream(stream, from, direction, wanted);
    for (const event of piece) events.push(event);
    if (piece.length < wanted || events.length === limit) return events;
    from = piece.at(-1)!.revision + (direction === 'forward' ? 1 : -1);
    if (from < 0) return events;
    await nextTurn();
  }
}

/** The part of the store that reads. Each step is one short synchronous query; between steps everything else runs. */
export function createReads({ reader, bell, watch, closing }: ReadsOptions): Reads {
  /** The reader, as long as the store is open. */
  function opened(): Reader {
    if (closing.aborted) throw new StoreClosedError();
    return reader;
  }

  async function scan(request: ScanRequest): Promise<Scan> {
    await nextTurn();
    return opened().scan(request);
  }

  /** For subscriptions: the close of the store ends them, and is no fault of their readers. */
  async function scanWhileOpen(request: ScanRequest): Promise<Scan> {
    await nextTurn();
    if (closing.aborted) return { events: [], reached: request.from, atEnd: true };
    watch.assertSound();
    return reader.scan(request);
  }

  return {
    readStream: (stream, options = {}) => readStream(opened, stream, options),
    readAll: (options) => readInBatches(scan, options),
    subscribe: ({ signal, ...wanted }) => {
      const until = AbortSignal.any([signal, closing]);
      return watch.during(follow(scanWhileOpen, bell, { ...wanted, signal: until }));
    },
    head: async () => opened().head(),
    rawEvents: (options) => readRaw((after, limit) => opened().raw(after, limit), options),
  };
}
