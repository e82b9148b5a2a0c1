import { resolve } from 'node:path';
import type { Env } from '@caselog/env';
import {
  assertCount,
  assertPosition,
  createBell,
  encodeAppends,
  follow,
  readInBatches,
  StoreClosedError,
} from '@caselog/event-store';
import type { EventStore, Scan, ScanRequest, StreamAppend } from '@caselog/event-store';
import { backupTo } from './backup.ts';
import { CommitQueue } from './commit-queue.ts';
import { FileReadOnlyError } from './errors.ts';
import type { LeafHash, RawEvent } from './leaf.ts';
import { Reader } from './reader.ts';
import { openReading, openWriting } from './schema.ts';
import { nextTurn } from './turn.ts';
import { createWatch } from './watch.ts';
import { Writer } from './writer.ts';

export interface SqliteStoreOptions {
  /** The file. It is made when it does not exist; its folder must. Beside it SQLite keeps `-wal` and `-shm`. */
  readonly path: string;
  readonly env: Env;
  /** Makes the leaf hash stored with each event; absent: the column stays NULL. */
  readonly leafHash?: LeafHash;
  /** Read and follow a file that another process writes. Default false. */
  readonly readOnly?: boolean;
  /** How long a lock of another process is waited for; default 5000. */
  readonly lockWaitMs?: number;
  /** How often a subscription looks whether another process has written; default 25. Writes through this store wake it at once. */
  readonly pollMs?: number;
  /** The file may not grow beyond so many bytes; appends then fail with `FileFullError`. Default: the disk decides. */
  readonly fileBytesMax?: number;
}

export interface RawOptions {
  /** Events behind this position (exclusive); default 0. */
  readonly after?: number;
  readonly batchSize?: number;
}

export interface SqliteStore extends EventStore {
  /** Every event as it lies in the file, in global order and batches, up to the end: for verification, export and migration. */
  rawEvents(options?: RawOptions): AsyncIterable<readonly RawEvent[]>;
  /** Copies the ledger to a new file while it is in use. The copy is complete or absent. Resolves with its last position. Throws `BackupExistsError`. */
  backup(path: string): Promise<number>;
}

async function* readRaw(
  readOnce: (after: number, limit: number) => readonly RawEvent[],
  { after = 0, batchSize = 500 }: RawOptions = {},
) {
  assertPosition(after);
  assertCount('a batch size', batchSize, 1);
  for (let from = after; ;) {
    const events = readOnce(from, batchSize);
    if (events.length === 0) return;
    yield events;
    from = events.at(-1)!.position;
    await nextTurn();
  }
}

/** Opens the ledger in a file. Synchronous and not pure. Throws the classes of errors.ts. */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { env, leafHash, readOnly = false, lockWaitMs = 5000, pollMs = 25, fileBytesMax } = options;
  const path = resolve(options.path);
  const writing = readOnly ? undefined : openWriting(path, { lockWaitMs, fileBytesMax });
  const reading = openReading(path, lockWaitMs);
  const reader = new Reader(reading, path);
  const bell = createBell();
  const closing = new AbortController();
  const watch = createWatch({ db: reading, bell, env, pollMs, signal: closing.signal });
  const writer = writing && new Writer(writing, path, leafHash);
  const queue =
    writer &&
    new CommitQueue({
      path,
      env,
      lockWaitMs,
      write: (groups) => writer.write(groups),
      onCommit: () => bell.ring(),
    });

  function assertOpen(): void {
    if (closing.signal.aborted) throw new StoreClosedError();
  }

  async function appendMany(appends: readonly StreamAppend[]) {
    assertOpen();
    if (!queue) throw new FileReadOnlyError(path);
    return queue.append(encodeAppends(appends));
  }

  async function scan(request: ScanRequest) {
    await nextTurn();
    assertOpen();
    return reader.scan(request);
  }

  /** Closing the store ends a subscription; it is no fault of its reader. */
  async function scanWhileOpen(request: ScanRequest): Promise<Scan> {
    await nextTurn();
    return closing.signal.aborted ? { events: [], reached: request.from, atEnd: true } : reader.scan(request);
  }

  async function close(): Promise<void> {
    if (closing.signal.aborted) return closed;
    closing.abort();
    closed = (queue?.close() ?? Promise.resolve()).then(() => {
      reading.close();
      writing?.close();
    });
    return closed;
  }
  let closed: Promise<void> = Promise.resolve();

  return {
    capabilities: { gapFreePositions: true, multiStreamAppend: true },
    append: async (stream, events, expectedRevision) =>
      (await appendMany([{ stream, events, expectedRevision }]))[0]!,
    appendMany,
    async readStream(stream, readOptions = {}) {
      assertOpen();
      return reader.readStream(stream, readOptions);
    },
    readAll: (readOptions) => readInBatches(scan, readOptions),
    subscribe: ({ signal, ...wanted }) =>
      watch.during(
        follow(scanWhileOpen, bell, { ...wanted, signal: AbortSignal.any([signal, closing.signal]) }),
      ),
    async head() {
      assertOpen();
      return reader.head();
    },
    rawEvents: (rawOptions) =>
      readRaw((after, limit) => {
        assertOpen();
        return reader.raw(after, limit);
      }, rawOptions),
    backup: async (to) => {
      assertOpen();
      return backupTo(path, to, lockWaitMs);
    },
    close,
  };
}
