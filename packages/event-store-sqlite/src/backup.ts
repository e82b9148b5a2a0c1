import { existsSync, openSync, fsyncSync, closeSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { backup } from 'node:sqlite';
import { BackupExistsError, explained } from './errors.ts';
import { Reader } from './reader.ts';
import { openReading, openWriting } from './schema.ts';

const allPages = 2 ** 31 - 1;

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Copies a ledger in use to `to` and returns the copy's last position. One snapshot: events appended meanwhile are not in it. It is
 * written beside its place, flushed, opened for a check, and only then given its name. Throws `BackupExistsError` and the classes of errors.ts.
 */
export async function backupTo(from: string, to: string, lockWaitMs: number): Promise<number> {
  const target = resolve(to);
  const partial = `${target}.partial`;
  if (existsSync(target)) throw new BackupExistsError(target);
  rmSync(partial, { force: true });
  const source = openReading(from, lockWaitMs);
  try {
    // All pages in one step: the snapshot stands still, and the writer is not waited for.
    await backup(source, partial, { rate: allPages });
  } catch (error) {
    rmSync(partial, { force: true });
    throw explained(error, target);
  } finally {
    source.close();
  }
  const head = headOf(partial, lockWaitMs);
  flush(partial);
  renameSync(partial, target);
  flush(dirname(target));
  return head;
}

function headOf(path: string, lockWaitMs: number): number {
  // As a writer, who leaves no write-ahead log beside it.
  const copy = openWriting(path, { lockWaitMs });
  try {
    return new Reader(copy, path).head();
  } finally {
    copy.close();
  }
}
