import {
  encodeAppend,
  encodeAppends,
  InvalidAppendError,
  readInBatches,
  StoreClosedError,
  UnsupportedOperationError,
} from '@caselog/event-store';
import type { EncodedAppend, EventStore } from '@caselog/event-store';
import { Appender } from './append.ts';
import { Clients } from './clients.ts';
import { parseConnectionString } from './connection-string.ts';
import { KnownIds } from './known-ids.ts';
import { Lanes } from './lanes.ts';
import { PageReader } from './page.ts';
import { KnownPositions } from './positions.ts';
import type { RawEvent, RawOptions } from './raw.ts';
import { Reader } from './reader.ts';
import { settingsOf } from './settings.ts';
import type { KurrentStoreOptions } from './settings.ts';
import { subscribe } from './subscribe.ts';

/** The ledger on a cluster. */
export interface KurrentStore extends EventStore {
  /** Every event as the cluster keeps it, in global order and batches, up to the end: for evidence, verification and export. */
  rawEvents(options?: RawOptions): AsyncIterable<readonly RawEvent[]>;
}

/** Types that begin with `$` belong to the server; it would keep such an event, and no reader of ours would see it. */
function assertTypes({ stream, events }: EncodedAppend): void {
  const reserved = events.find(({ type }) => type.startsWith('$'));
  if (reserved) throw new InvalidAppendError(stream, `the type ${reserved.type} belongs to KurrentDB`);
}

/** The parts of one open store. */
function assemble(options: KurrentStoreOptions, signal: AbortSignal) {
  const settings = settingsOf(options);
  const connection = parseConnectionString(options.connectionString);
  const [writing, reading] = [new Clients(connection), new Clients(connection)];
  const positions = new KnownPositions();
  const ids = new KnownIds(settings.knownIdsMax);
  const reader = new Reader(new PageReader(reading, settings), positions, connection, signal);
  const appender = new Appender({ clients: writing, reader, ids, positions, settings });
  return { settings, connection, writing, reading, positions, ids, reader, appender };
}

/**
 * Opens the ledger on a KurrentDB cluster. It connects at the first call, and again by itself whenever a connection fails. Not pure. Throws
 * `InvalidConnectionStringError`, `InvalidSettingError`.
 */
export function connectKurrentStore(options: KurrentStoreOptions): KurrentStore {
  const closing = new AbortController();
  const { signal } = closing;
  const parts = assemble(options, signal);
  const { settings, ids, reader, appender } = parts;
  const lanes = new Lanes(settings.appendsInFlightMax);
  const pending = new Set<Promise<unknown>>();
  let isClosing = false;
  const scan: typeof reader.scan = (request) => {
    assertOpen();
    return reader.scan(request);
  };

  function assertOpen(): void {
    if (isClosing) throw new StoreClosedError();
  }

  async function appendInLane(append: EncodedAppend) {
    const work = lanes.run(append.stream, () => appender.append(append));
    pending.add(work);
    try {
      return await work;
    } finally {
      pending.delete(work);
    }
  }

  async function close(): Promise<void> {
    await Promise.allSettled(pending);
    closing.abort();
    await Promise.all([parts.writing.close(), parts.reading.close()]);
  }
  let closed: Promise<void> | undefined;

  return {
    capabilities: { gapFreePositions: false, multiStreamAppend: false },
    async append(stream, events, expectedRevision) {
      assertOpen();
      const append = encodeAppend({ stream, events, expectedRevision });
      assertTypes(append);
      return appendInLane(append);
    },
    async appendMany(appends) {
      assertOpen();
      encodeAppends(appends);
      throw new UnsupportedOperationError('multiStreamAppend');
    },
    async readStream(stream, readOptions = {}) {
      assertOpen();
      const events = await reader.readStream(stream, readOptions);
      const { direction = 'forward', from = 0 } = readOptions;
      if (direction === 'forward') ids.learn(stream, from, events);
      return events;
    },
    rawEvents(rawOptions) {
      assertOpen();
      return reader.rawEvents(rawOptions);
    },
    readAll: (readOptions) => readInBatches(scan, readOptions),
    subscribe: (wanted) => subscribe(parts, { ...wanted, signal: AbortSignal.any([wanted.signal, signal]) }),
    async head() {
      assertOpen();
      return reader.head();
    },
    close() {
      isClosing = true;
      return (closed ??= close());
    },
  };
}
