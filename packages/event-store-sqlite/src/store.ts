import { resolve } from 'node:path';
import type { Env } from '@caselog/env';
import { createBell, encodeAppend, encodeAppends, StoreClosedError } from '@caselog/event-store';
import type { Bell, EventStore, StreamAppend } from '@caselog/event-store';
import { backupTo } from './backup.ts';
import { CommitQueue } from './commit-queue.ts';
import { FileReadOnlyError } from './errors.ts';
import type { LeafHash, RawEvent } from './leaf.ts';
import { Reader } from './reader.ts';
import { createReads } from './reads.ts';
import { openReading, openWriting } from './schema.ts';
import { createWatch } from './watch.ts';
import { Writer } from './writer.ts';

export interface SqliteStoreOptions {
  /** The file. It is made when it does not exist; its folder must. Beside it SQLite keeps `-wal` and `-shm`. */
  readonly path: string;
  readonly env: Env;
  /** Makes the leaf hash stored with each event; absent: the column stays NULL. */
  readonly leafHash?: LeafHash | undefined;
  /** Read and follow a file that another process writes. Default false. */
  readonly readOnly?: boolean | undefined;
  /** How long a lock of another process is waited for; default 5000. */
  readonly lockWaitMs?: number | undefined;
  /** How often a subscription looks whether another process has written; default 25. Writes through this store wake it at once. */
  readonly pollMs?: number | undefined;
  /** The file may not grow beyond so many bytes; appends then fail with `FileFullError`. Default: the disk decides. */
  readonly fileBytesMax?: number | undefined;
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

/** The part that appends: nothing where the store may only read. */
function createAppends(path: string, options: SqliteStoreOptions, bell: Bell) {
  const { env, leafHash, lockWaitMs = 5000, fileBytesMax } = options;
  if (options.readOnly) return undefined;
  const db = openWriting(path, { lockWaitMs, fileBytesMax });
  const writer = new Writer(db, path, leafHash);
  const queue = new CommitQueue({
    path,
    env,
    lockWaitMs,
    write: (groups) => writer.write(groups),
    onCommit: () => bell.ring(),
  });
  return {
    append: async (append: StreamAppend) => (await queue.append([encodeAppend(append)]))[0]!,
    appendMany: async (appends: readonly StreamAppend[]) => queue.append(encodeAppends(appends)),
    settle: () => queue.close(),
    close: () => db.close(),
  };
}

/** The connection that reads; where it cannot be opened the other one is not left open. */
function openReadingBeside(appends: ReturnType<typeof createAppends>, path: string, lockWaitMs: number) {
  try {
    return openReading(path, lockWaitMs);
  } catch (error) {
    appends?.close();
    throw error;
  }
}

/** Opens the ledger in a file. Synchronous and not pure. Throws the classes of errors.ts. */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { env, lockWaitMs = 5000, pollMs = 25 } = options;
  const path = resolve(options.path);
  const bell = createBell();
  const closing = new AbortController();
  const appends = createAppends(path, options, bell);
  const db = openReadingBeside(appends, path, lockWaitMs);
  const watch = createWatch({ db, bell, env, pollMs, signal: closing.signal });
  const reads = createReads({ reader: new Reader(db, path), bell, watch, closing: closing.signal });
  let closed: Promise<void> | undefined;

  function writing() {
    if (closing.signal.aborted) throw new StoreClosedError();
    if (!appends) throw new FileReadOnlyError(path);
    return appends;
  }

  async function close(): Promise<void> {
    closing.abort();
    await appends?.settle();
    db.close();
    // Last, because only a connection that may write takes the write-ahead log back into the file.
    appends?.close();
  }

  return {
    capabilities: { gapFreePositions: true, multiStreamAppend: true },
    append: async (stream, events, expectedRevision) =>
      writing().append({ stream, events, expectedRevision }),
    appendMany: async (wanted) => writing().appendMany(wanted),
    ...reads,
    backup: async (to) => {
      if (closing.signal.aborted) throw new StoreClosedError();
      return backupTo(path, to, lockWaitMs);
    },
    close: () => (closed ??= close()),
  };
}
