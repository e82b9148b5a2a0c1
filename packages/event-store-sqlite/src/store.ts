import { resolve } from 'node:path';
import type { Env } from '@caselog/env';
import { createBell, encodeAppend, encodeAppends, StoreClosedError } from '@caselog/event-store';
import type { Bell, EventStore, StreamAppend } from '@caselog/event-store';
import { backupTo } from './backup.ts';
import { CommitQueue } from './commit-queue.ts';
import { elsewhere } from './elsewhere.ts';
import { FileReadOnlyError } from './errors.ts';
import type { LeafHash, RawEvent } from './leaf.ts';
import { Reader } from './reader.ts';
import { createReads } from './reads.ts';
import { openReading, openWriting } from './schema.ts';
import { createWatch } from './watch.ts';
import { ThreadWriter } from './thread/thread-writer.ts';
import { Writer, type Group } from './writer.ts';

export interface SqliteStoreOptions {
  /** The file. It is made when it does not exist; its folder must. Beside it SQLite keeps `-wal` and `-shm`. */
  readonly path: string;
  readonly env: Env;
  /**
   * Appends are written in a thread of their own, so that a flush to disk holds nothing else up; the leaf hash then comes from this function
   * of this module (a URL). Absent: they are written by the thread that opens the store, with `leafHash`.
   */
  readonly writerThread?: { readonly leafHash?: ThreadLeafHash | undefined } | undefined;
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

/** Where a thread finds the function that makes leaf hashes. */
interface ThreadLeafHash {
  readonly module: string;
  readonly name: string;
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

/** What writes transactions: here, or in a thread of its own. The file is made, or found to be a ledger, before this returns. */
function createWriter(
  path: string,
  { leafHash, writerThread, lockWaitMs = 5000, fileBytesMax }: SqliteStoreOptions,
) {
  const db = openWriting(path, { lockWaitMs, fileBytesMax });
  if (!writerThread) {
    const writer = new Writer(db, path, leafHash);
    return { write: (groups: readonly Group[]) => writer.write(groups), close: () => db.close() };
  }
  const thread = new ThreadWriter({ path, lockWaitMs, fileBytesMax, leafHash: writerThread.leafHash });
  return {
    write: (groups: readonly Group[]) => thread.write(groups),
    async close() {
      await thread.close();
      db.close();
    },
  };
}

/** The part that appends: nothing where the store may only read. */
function createAppends(path: string, options: SqliteStoreOptions, bell: Bell) {
  const { env, lockWaitMs = 5000 } = options;
  if (options.readOnly) return undefined;
  const writer = createWriter(path, options);
  const queue = new CommitQueue({
    path,
    env,
    lockWaitMs,
    write: writer.write,
    gathers: !options.writerThread,
    onCommit: () => bell.ring(),
  });
  return {
    append: async (append: StreamAppend) => (await queue.append([encodeAppend(append)]))[0]!,
    appendMany: async (appends: readonly StreamAppend[]) => queue.append(encodeAppends(appends)),
    settle: () => queue.close(),
    close: writer.close,
  };
}

/** The connection that reads; where it cannot be opened the other one is not left open. */
function openReadingBeside(appends: ReturnType<typeof createAppends>, path: string, lockWaitMs: number) {
  try {
    return openReading(path, lockWaitMs);
  } catch (error) {
    void appends?.close();
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
    await appends?.close();
  }

  return {
    capabilities: { gapFreePositions: true, multiStreamAppend: true },
    elsewhere: elsewhere({ path, lockWaitMs }),
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
