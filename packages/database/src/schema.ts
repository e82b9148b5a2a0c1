import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { databaseKind } from './open.ts';

/** The type of a text column that sorts by code units in both databases, whatever the locale of the server. Pure. */
export const textType = <Tables>(db: Kysely<Tables>): RawBuilder<unknown> =>
  databaseKind(db) === 'postgres' ? sql`text collate "C"` : sql`text`;

/** The end of a table whose rows SQLite is to keep in the order of their key, instead of in a tree of their own beside it. Pure. */
export const clustered = <Tables>(db: Kysely<Tables>): RawBuilder<unknown> =>
  databaseKind(db) === 'postgres' ? sql`` : sql`without rowid`;

/** The names of the tables a handle sees. */
export const tableNames = async <Tables>(db: Kysely<Tables>): Promise<ReadonlySet<string>> => {
  const names =
    databaseKind(db) === 'postgres'
      ? sql<{
          name: string;
        }>`select tablename as name from pg_tables where schemaname = any(current_schemas(false))`
      : sql<{ name: string }>`select name from sqlite_master where type = 'table'`;
  const { rows } = await names.execute(db);
  return new Set(rows.map(({ name }) => name));
};

/** Runs `work` in the transaction that a handle is, or in one of its own. */
export const inTransaction = <Tables, Result>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> => (db.isTransaction ? work(db as Transaction<Tables>) : db.transaction().execute(work));
