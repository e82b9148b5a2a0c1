import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../test/support/postgres.ts';
import {
  databaseAddress,
  databaseKind,
  DatabaseUnavailableError,
  isDatabaseFault,
  openDatabase,
  shownAddress,
  tableNames,
  textType,
  type DatabaseAddress,
} from '../src/index.ts';

interface Tables {
  thing: { name: string; number: number };
}

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 300_000);
afterAll(() => server.stop());

const aFile = async (): Promise<DatabaseAddress> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-database-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { path: join(folder, 'things.sqlite') };
};

const kinds = [
  ['sqlite', aFile],
  ['postgres', async (): Promise<DatabaseAddress> => ({ url: await server.database() })],
] as const;

/** A table of things in a database of its own. */
const aDatabase = async (address: DatabaseAddress): Promise<Kysely<Tables>> => {
  const db = await openDatabase<Tables>(address);
  onTestFinished(() => db.destroy());
  await db.schema
    .createTable('thing')
    .addColumn('name', textType(db), (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .execute();
  return db;
};

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each(kinds)('a database of the kind %s', (kind, address) => {
  it('gives whole numbers up to the last safe one as they were written, sums and counts too', async () => {
    const db = await aDatabase(await address());
    const numbers = [0, -1, 2 ** 31, 2 ** 52, -(2 ** 53) + 1];
    const rows = numbers.map((number, i) => ({ name: `${i}`, number }));
    await db.insertInto('thing').values(rows).execute();
    expect(await db.selectFrom('thing').selectAll().orderBy('name').execute()).toEqual(rows);
    const { count, sum } = await db
      .selectFrom('thing')
      .where('number', '<', 10)
      .where('number', '>', -10)
      .select(({ fn }) => [fn.countAll().as('count'), sql<number>`sum(cast(number as integer))`.as('sum')])
      .executeTakeFirstOrThrow();
    expect([count, sum]).toEqual([2, -1]);
  });

  it('refuses to hand out a number that JavaScript cannot hold', async () => {
    const db = await aDatabase(await address());
    await sql`insert into thing values ('large', 9007199254740993)`.execute(db);
    await expect(db.selectFrom('thing').selectAll().execute()).rejects.toThrow(RangeError);
  });

  it('sorts texts by their code units', async () => {
    const db = await aDatabase(await address());
    const names = ['B', 'a', '-a', 'é', 'b', 'A', '10', '9', '~'];
    await db
      .insertInto('thing')
      .values(names.map((name) => ({ name, number: 1 })))
      .execute();
    const rows = await db.selectFrom('thing').select('name').orderBy('name').execute();
    expect(rows.map(({ name }) => name)).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('tells a row that cannot be taken from a fault of the database', async () => {
    const db = await aDatabase(await address());
    const row = { name: 'one', number: 1 };
    await db.insertInto('thing').values(row).execute();
    const twice = await failureOf(db.insertInto('thing').values(row).execute());
    expect(twice).toBeInstanceOf(Error);
    expect(isDatabaseFault(twice)).toBe(false);
    await db.schema.dropTable('thing').execute();
    expect(isDatabaseFault(await failureOf(db.insertInto('thing').values(row).execute()))).toBe(true);
  });

  it('knows its kind, also in a transaction, and its tables', async () => {
    const db = await aDatabase(await address());
    expect(databaseKind(db)).toBe(kind);
    expect(await db.transaction().execute((trx) => Promise.resolve(databaseKind<Tables>(trx)))).toBe(kind);
    expect([...(await tableNames(db))]).toEqual(['thing']);
  });
});

describe('PostgreSQL that goes away', () => {
  it('is a fault of the database for who asks, and is asked again with success when it is back', async () => {
    const db = await aDatabase({ url: await server.database() });
    const asking = failureOf(sql`select pg_sleep(30)`.execute(db));
    await server.crash();
    const failure = await asking;
    expect(failure).toBeInstanceOf(Error);
    expect(isDatabaseFault(failure)).toBe(true);
    await failureOf(sql`select 1`.execute(db));
    expect(await db.selectFrom('thing').selectAll().execute()).toEqual([]);
  });

  it('while a connection is being made ready keeps nobody from closing the handle', async () => {
    // A setting the server refuses fails at the same place as a server that dies there.
    const opening = openDatabase({ url: await server.database(), busyTimeoutMs: -1 });
    await expect(opening).rejects.toThrow(/lock_timeout/);
  });

  it('is said in one error that holds no password', async () => {
    const url = 'postgres://desk:secret@127.0.0.1:1/desk';
    const failure = await failureOf(openDatabase({ url }));
    expect(failure).toBeInstanceOf(DatabaseUnavailableError);
    expect(String(failure)).toContain('postgres://127.0.0.1:1/desk');
    expect(String(failure)).not.toContain('secret');
  });
});

describe('an address', () => {
  it.each([
    ['postgres://u:p@host/desk', 'postgres://host/desk'],
    ['postgresql://host:5433/desk', 'postgresql://host:5433/desk'],
    ['some/where.sqlite', 'some/where.sqlite'],
    [':memory:', ':memory:'],
  ])('%s is shown as %s', (text, shown) => {
    expect(shownAddress(databaseAddress(text))).toBe(shown);
  });
});
