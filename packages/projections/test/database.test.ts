import { DatabaseBusyError, DatabaseUnavailableError } from '@caselog/database';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv, type Env } from '@caselog/env';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openReadModels } from '../src/index.ts';
import { temporaryReadModels } from './support/home.ts';

/** A clock that only moves when somebody sleeps. */
const sleepyEnv = (): Env => {
  let nowMs = 0;
  return {
    ...systemEnv,
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
};

describe('the database of read models', () => {
  it('is kept in WAL and syncs at checkpoints, which is enough for what can be rebuilt', async () => {
    await using files = temporaryReadModels();
    const db = await files.open();
    const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(db)).rows;
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await pragma('synchronous')).toEqual([{ synchronous: 1 }]);
  });

  it('takes its log back in small pieces while commands come in, and in large ones in a rebuild', async () => {
    await using files = temporaryReadModels();
    const pagesOf = async (writing?: 'live' | 'bulk') => {
      const db = await openReadModels({ path: files.path, ...(writing && { writing }) });
      const { rows } = await sql.raw('pragma wal_autocheckpoint').execute(db);
      await db.destroy();
      return rows;
    };
    expect(await pagesOf()).toEqual([{ wal_autocheckpoint: 1_000 }]);
    expect(await pagesOf('bulk')).toEqual([{ wal_autocheckpoint: 16_000 }]);
  });

  it('has its log taken back while a rebuild writes on, by a thread that ends with the handle', async () => {
    await using files = temporaryReadModels();
    const db = await openReadModels({ path: files.path, writing: 'bulk' });
    const before = statSync(files.path).size;
    const row = (lane: number) => ({ lane, state: 'opened'.repeat(200), tickets: 1 });
    for (let lane = 0; statSync(files.path).size === before; lane += 100)
      await db.transaction().execute(async (trx) => {
        for (let more = 0; more < 100; more += 1)
          await trx
            .insertInto('flow_state')
            .values(row(lane + more))
            .execute();
      });
    await db.destroy();
    expect(existsSync(`${files.path}-wal`)).toBe(false);
    const again = await openReadModels({ path: files.path });
    const { rows } = await sql.raw('pragma integrity_check').execute(again);
    expect(rows).toEqual([{ integrity_check: 'ok' }]);
    await again.destroy();
  });

  it('is read while it is written, as it was before', async () => {
    await using files = temporaryReadModels();
    const [writing, reading] = [await files.open(), await files.open()];
    const count = async () => (await reading.selectFrom('flow_state').selectAll().execute()).length;
    await writing.transaction().execute(async (trx) => {
      await trx.insertInto('flow_state').values({ lane: 0, state: 'opened', tickets: 1 }).execute();
      expect(await count()).toBe(0);
    });
    expect(await count()).toBe(1);
  });

  it('lets a second writer of the same process wait instead of stopping the first', async () => {
    await using files = temporaryReadModels();
    const [one, other] = [await files.open(), await files.open()];
    const hasLock = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const first = one.transaction().execute(async (trx) => {
      await trx.insertInto('flow_state').values({ lane: 0, state: 'opened', tickets: 1 }).execute();
      hasLock.resolve();
      await release.promise;
    });
    await hasLock.promise;
    const second = other
      .transaction()
      .execute((trx) => trx.updateTable('flow_state').set({ tickets: 2 }).executeTakeFirst());
    release.resolve();
    await first;
    expect((await second).numUpdatedRows).toBe(1n);
  });

  it('gives up on a lock that is never released, and names the file', async () => {
    await using files = temporaryReadModels();
    const one = await files.open();
    const other = await openReadModels({ path: files.path, env: sleepyEnv(), busyTimeoutMs: 500 });
    await one.transaction().execute(async () => {
      await expect(other.transaction().execute(async () => undefined)).rejects.toThrow(
        new DatabaseBusyError(files.path, 500).message,
      );
    });
    await other.transaction().execute(async () => undefined);
    await other.destroy();
  });

  it('says what is wrong with a path it cannot open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caselog-read-models-'));
    const junk = join(folder, 'junk.sqlite');
    writeFileSync(junk, 'not a database '.repeat(1_000));
    for (const path of [join(folder, 'missing', 'models.sqlite'), folder, junk])
      await expect(openReadModels({ path })).rejects.toThrow(DatabaseUnavailableError);
    rmSync(folder, { recursive: true });
  });
});
