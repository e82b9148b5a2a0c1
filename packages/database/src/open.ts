import { systemEnv, type Env } from '@caselog/env';
import { Kysely, PostgresAdapter, sql } from 'kysely';
import { DatabaseUnavailableError } from './errors.ts';
import { postgresDialect } from './postgres/dialect.ts';
import { NodeSqliteDialect } from './sqlite/dialect.ts';

/** `full`: a commit survives a power cut. `rebuildable`: one may lose the last commits, and nothing is torn. */
export type Durability = 'full' | 'rebuildable';

/** `live`: a few rows at a time, beside others who wait for the disk. `bulk`: all there is, as fast as can be. */
export type Writing = 'live' | 'bulk';

/** A SQLite file, made when it is not there (`:memory:` for one that lives as long as the handle), or a PostgreSQL database. */
export type DatabaseAddress =
  | { readonly path: string; readonly url?: never }
  /** `postgres://user:password@host:port/database`. */
  | { readonly url: string; readonly path?: never };

export interface DatabaseOptions {
  /** Default: the real world's. */
  readonly env?: Env;
  /** How long a write waits for another's; default 10 seconds. */
  readonly busyTimeoutMs?: number;
  /** Default `full`. */
  readonly durability?: Durability;
  /** What the handle is for; default `live`. */
  readonly writing?: Writing;
  /**
   * How long a transaction on PostgreSQL may ask nothing before the server ends it, default 5 seconds: a process that was stopped in
   * the middle of one holds its locks, and another is to take over.
   */
  readonly idleInTransactionMsMax?: number;
  /** PostgreSQL's connections at most; default 8. SQLite has one, and runs one thing at a time. */
  readonly connectionsMax?: number;
}

export type OpenDatabaseOptions = DatabaseAddress & DatabaseOptions;

export type DatabaseKind = 'sqlite' | 'postgres';

/** Which database a handle, or a transaction, is on. Pure. */
export const databaseKind = <Tables>(db: Kysely<Tables>): DatabaseKind =>
  db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';

/** What a flag or a setting names: a PostgreSQL URL, or else a path. Pure. */
export const databaseAddress = (text: string): DatabaseAddress =>
  /^postgres(?:ql)?:\/\//.test(text) ? { url: text } : { path: text };

/** An address as it may stand in a log or an error: without user and password. Pure. */
export const shownAddress = ({ path, url }: DatabaseAddress): string => {
  if (url === undefined) return path;
  if (!URL.canParse(url)) return 'a URL that cannot be read';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
};

const connect = <Tables>(options: OpenDatabaseOptions): Kysely<Tables> => {
  const { path, url, env = systemEnv, busyTimeoutMs = 10_000, durability = 'full' } = options;
  const common = { busyTimeoutMs, durability };
  if (url === undefined)
    return new Kysely({
      dialect: new NodeSqliteDialect({ ...common, path, env, writing: options.writing ?? 'live' }),
    });
  const { connectionsMax = 8, idleInTransactionMsMax = 5_000 } = options;
  const address = shownAddress(options);
  return new Kysely({
    dialect: postgresDialect({ ...common, url, address, connectionsMax, idleInTransactionMsMax }),
  });
};

const unavailable = (options: OpenDatabaseOptions, cause: unknown): DatabaseUnavailableError =>
  cause instanceof DatabaseUnavailableError
    ? cause
    : new DatabaseUnavailableError(
        shownAddress(options),
        cause instanceof Error ? cause.message : String(cause),
        { cause },
      );

/**
 * Opens a database for Kysely's queries, of which the same serve both kinds as long as columns hold texts and numbers alone: `bigint`
 * comes back as a safe integer. Close with `destroy()`. A handle on SQLite runs one thing at a time: give a writer and
 * the readers one each. @throws DatabaseUnavailableError
 */
export const openDatabase = async <Tables>(options: OpenDatabaseOptions): Promise<Kysely<Tables>> => {
  let db: Kysely<Tables> | undefined;
  try {
    db = connect<Tables>(options);
    await sql`select 1`.execute(db);
    return db;
  } catch (error) {
    await db?.destroy();
    throw unavailable(options, error);
  }
};
