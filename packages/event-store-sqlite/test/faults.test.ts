import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEnv } from '@caselog/env';
import { StoreUnavailableError } from '@caselog/event-store';
import {
  FileCorruptError,
  FileFullError,
  FileLockedError,
  FileNotOpenedError,
  FileReadOnlyError,
  NewerFormatError,
  NotALedgerError,
  openSqliteStore,
} from '../src/index.ts';
import type { SqliteStore } from '../src/index.ts';
import { readAll, someEvents } from './events.ts';
import { temporaryLedger } from './temporary.ts';
import type { TemporaryLedger } from './temporary.ts';

let ledger: TemporaryLedger;
beforeEach(() => {
  ledger = temporaryLedger();
});
afterEach(() => ledger.close());

/**
 * The name of the error with which a program fails that opens the ledger to write, run as a user to whom modes apply: to root they do not.
 */
function openedByNobody(): string {
  const module = pathToFileURL(join(import.meta.dirname, '../src/index.ts')).href;
  const env = pathToFileURL(join(import.meta.dirname, '../../env/src/index.ts')).href;
  const program = `
    const { systemEnv } = await import(${JSON.stringify(env)});
    const { openSqliteStore } = await import(${JSON.stringify(module)});
    try { await openSqliteStore({ path: ${JSON.stringify(ledger.path)}, env: systemEnv }).close(); }
    catch (error) { process.stdout.write(error.name); }`;
  const user = process.getuid!() === 0 ? { uid: 65534, gid: 65534 } : {};
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    ...user,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe('a full disk', () => {
  /** Appends until there is no room, and returns how many appends were acknowledged. */
  async function fill(store: SqliteStore): Promise<number> {
    for (let acknowledged = 0; ; acknowledged += 1) {
      const error = await reasonOf(store.append('thing-1', someEvents(4, 2000), 'any'));
      if (error === undefined) continue;
      expect(error).toBeInstanceOf(FileFullError);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      return acknowledged;
    }
  }

  it('refuses the append, keeps all that was acknowledged, and goes on once there is room', async () => {
    const acknowledged = await fill(await ledger.open({ fileBytesMax: 300_000 }));
    expect(acknowledged).toBeGreaterThan(10);
    const roomy = await ledger.reopen();
    expect(await readAll(roomy)).toHaveLength(acknowledged * 4);
    expect(await roomy.append('thing-1', someEvents(1), acknowledged * 4 - 1)).toMatchObject({
      outcome: 'appended',
    });
  });

  it('refuses everything that waited for the same commit, and stores none of it', async () => {
    const store = await ledger.open({ fileBytesMax: 300_000 });
    const acknowledged = await fill(store);
    const reasons = await Promise.all(
      ['a-1', 'a-2', 'a-3'].map((stream) => reasonOf(store.append(stream, someEvents(1, 100_000), 'any'))),
    );
    for (const reason of reasons) expect(reason).toBeInstanceOf(FileFullError);
    expect(await readAll(store)).toHaveLength(acknowledged * 4);
    expect(await readAll(await ledger.reopen())).toHaveLength(acknowledged * 4);
  });
});

describe('what may only be read', () => {
  it('is refused for writing: a file', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(1), 'any');
    await store.close();
    chmodSync(ledger.folder, 0o777);
    chmodSync(ledger.path, 0o444);
    expect(openedByNobody()).toBe('FileReadOnlyError');
    chmodSync(ledger.path, 0o666);
    expect(openedByNobody()).toBe('');
  });

  it('is refused for writing: a folder', () => {
    chmodSync(ledger.folder, 0o555);
    expect(openedByNobody()).toBe('FileReadOnlyError');
    chmodSync(ledger.folder, 0o755);
  });

  it('is refused for appends: a store opened to read', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(1), 'any');
    const reading = await ledger.open({ readOnly: true });
    await expect(reading.append('thing-1', someEvents(1), 'any')).rejects.toThrow(FileReadOnlyError);
    expect(await readAll(reading)).toHaveLength(1);
  });
});

describe('a file that cannot be opened', () => {
  it('is named when its folder is missing, or it is a folder itself', () => {
    const missing = join(ledger.folder, 'nowhere', 'ledger.db');
    expect(() => openSqliteStore({ path: missing, env: systemEnv })).toThrow(FileNotOpenedError);
    expect(() => openSqliteStore({ path: missing, env: systemEnv })).toThrow(missing);
    mkdirSync(ledger.path);
    expect(() => openSqliteStore({ path: ledger.path, env: systemEnv })).toThrow(FileNotOpenedError);
  });

  it('is not made by a store that only reads', () => {
    expect(() => openSqliteStore({ path: ledger.path, env: systemEnv, readOnly: true })).toThrow(
      FileNotOpenedError,
    );
    writeFileSync(ledger.path, '');
    expect(() => openSqliteStore({ path: ledger.path, env: systemEnv, readOnly: true })).toThrow(
      FileNotOpenedError,
    );
  });

  it('is left alone when it is not ours', () => {
    writeFileSync(ledger.path, 'To whom it may concern. '.repeat(400));
    expect(() => openSqliteStore({ path: ledger.path, env: systemEnv })).toThrow(NotALedgerError);
    const other = join(ledger.folder, 'other.db');
    const db = new DatabaseSync(other);
    db.exec('CREATE TABLE notes (text TEXT)');
    db.close();
    const before = readFileSync(other);
    expect(() => openSqliteStore({ path: other, env: systemEnv })).toThrow(NotALedgerError);
    expect(() => openSqliteStore({ path: other, env: systemEnv, readOnly: true })).toThrow(NotALedgerError);
    expect(readFileSync(other).equals(before)).toBe(true);
  });

  it('is left alone when a newer program wrote it', async () => {
    await (await ledger.open()).close();
    const db = new DatabaseSync(ledger.path);
    db.exec('PRAGMA user_version = 7');
    db.close();
    for (const readOnly of [true, false]) {
      const open = () => openSqliteStore({ path: ledger.path, env: systemEnv, readOnly });
      expect(open).toThrow(NewerFormatError);
      expect(open).toThrow('format 7');
    }
  });
});

describe('a lock that another process holds', () => {
  it('is waited for, and the append goes through once it is gone', async () => {
    const store = await ledger.open();
    const other = new DatabaseSync(ledger.path);
    other.exec('BEGIN IMMEDIATE');
    const appending = store.append('thing-1', someEvents(1), 'no-stream');
    await systemEnv.sleep(50);
    expect(await store.readStream('thing-1')).toEqual([]);
    other.exec('COMMIT');
    expect(await appending).toMatchObject({ outcome: 'appended' });
    other.close();
  });

  it('ends in a clear error when it stays, with nothing stored, and only then', async () => {
    const store = await ledger.open({ lockWaitMs: 60 });
    const other = new DatabaseSync(ledger.path);
    other.exec('BEGIN IMMEDIATE');
    const reasons = await Promise.all(
      [1, 2, 3].map((n) => reasonOf(store.append(`thing-${n}`, someEvents(1), 'any'))),
    );
    for (const reason of reasons) expect(reason).toBeInstanceOf(FileLockedError);
    other.exec('COMMIT');
    other.close();
    expect(await store.head()).toBe(0);
    expect(await store.append('thing-1', someEvents(1), 'no-stream')).toMatchObject({ position: 1 });
  });
});

describe('a damaged file', () => {
  const pageBytes = 4096;

  /** Overwrites the header of every page from the third on. */
  function breakPages(path: string): void {
    const file = readFileSync(path);
    for (let page = 2; page * pageBytes < file.length; page += 1)
      file.fill(0x5a, page * pageBytes, page * pageBytes + 16);
    writeFileSync(path, file);
  }

  it('is noticed by reads and appends', async () => {
    const store = await ledger.open();
    for (let at = 0; at < 40; at += 1) await store.append(`thing-${at}`, someEvents(3, 500), 'any');
    await store.close();
    breakPages(ledger.path);
    const damaged = await ledger.open();
    expect(await reasonOf(readAll(damaged))).toBeInstanceOf(FileCorruptError);
    expect(await reasonOf(damaged.readStream('thing-7'))).toBeInstanceOf(FileCorruptError);
    expect(await reasonOf(damaged.append('thing-7', someEvents(1), 'any'))).toBeInstanceOf(FileCorruptError);
  });

  it('is noticed where the text of an event is not JSON any more, naming the place', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(2, 300), 'any');
    await store.close();
    const file = readFileSync(ledger.path);
    file[file.lastIndexOf('{"text"')] = 0x5b;
    writeFileSync(ledger.path, file);
    const reason = await reasonOf(readAll(await ledger.open()));
    expect(reason).toBeInstanceOf(FileCorruptError);
    expect(reason).toMatchObject({ position: 1 });
  });
});

describe('the tables themselves', () => {
  it.each([
    `UPDATE events SET data = '{}'`,
    'DELETE FROM events',
    'UPDATE streams SET name = name',
    'DELETE FROM streams',
    'UPDATE kinds SET type = type',
    'DELETE FROM kinds',
  ])('refuse: %s', async (statement) => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(1), 'any');
    const db = new DatabaseSync(ledger.path);
    expect(() => db.exec(statement)).toThrow('are never changed or deleted');
    db.close();
    expect(await readAll(store)).toHaveLength(1);
  });
});
