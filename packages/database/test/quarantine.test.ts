import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quarantineContract } from '@caselog/broadcast/contract';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../test/support/postgres.ts';
import {
  createQuarantineTables,
  createSqlQuarantine,
  openDatabase,
  type DatabaseAddress,
  type QuarantineTables,
} from '../src/index.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 300_000);
afterAll(() => server.stop());

/** Handles on one database, all closed together. */
const harnessOn = (address: DatabaseAddress, clean: () => void = () => undefined) => {
  const opened: Kysely<QuarantineTables>[] = [];
  return {
    async open() {
      const db = await openDatabase<QuarantineTables>(address);
      opened.push(db);
      await createQuarantineTables(db);
      return createSqlQuarantine(db);
    },
    async close() {
      for (const db of opened) await db.destroy();
      clean();
    },
  };
};

quarantineContract({
  name: 'The SQLite adapter',
  start() {
    const folder = mkdtempSync(join(tmpdir(), 'caselog-quarantine-'));
    const clean = () => rmSync(folder, { recursive: true });
    return Promise.resolve(harnessOn({ path: join(folder, 'quarantine.sqlite') }, clean));
  },
});

it.each([
  ['SQLite', async () => ({ path: ':memory:' })],
  ['PostgreSQL', async () => ({ url: await server.database() })],
] as const)('a quarantine of before learns when lanes are tried again, on %s', async (_, address) => {
  const db = await openDatabase<QuarantineTables>(await address());
  await createQuarantineTables(db);
  await db.schema.alterTable('quarantine_lane').dropColumn('next_try_at').execute();
  await createQuarantineTables(db);
  await db.selectFrom('quarantine_lane').select('next_try_at').execute();
  await createQuarantineTables(db);
  expect(await createSqlQuarantine(db).list()).toEqual([]);
  await db.destroy();
});

describe('with PostgreSQL', () => {
  quarantineContract({
    name: 'The PostgreSQL adapter',
    start: async () => harnessOn({ url: await server.database() }),
  });
});
