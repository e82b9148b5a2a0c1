import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Env } from '@caselog/env';
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  type SqliteDialectConfig,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';
import { DatabaseBusyError } from '../errors.ts';
import type { Durability, Writing } from '../open.ts';
import { Checkpointer } from './checkpointer.ts';

export interface NodeSqliteOptions {
  readonly path: string;
  readonly env: Env;
  /** How long a write waits for another process to finish its own before it gives up. */
  readonly busyTimeoutMs: number;
  readonly durability: Durability;
  readonly writing: Writing;
}

/** Statements kept prepared; bulk writes and the queries of an API come back with the same few texts. */
const preparedMax = 200;

/**
 * Pages of WAL after which a commit writes them back and syncs them. In bulk 64 MB: the same pages are touched again and again. Live 4 MB:
 * whoever waits for the disk meanwhile, in this process and in others (the ledger's flush before an answer), waits for all of it.
 */
const checkpointPages: Readonly<Record<Writing, number>> = { live: 1_000, bulk: 16_000 };

/** Who comes back for the lock at once, as a rebuild does, reads for longer than this before: who waits looks as often. */
const waitMsMost = 8;

/** Waits inside SQLite block the whole process, so only short ones, such as recovery by another process, happen there. */
const blockingTimeoutMs = 1_000;

/** Under WAL a power cut may cost the last commits when `synchronous` is NORMAL; the file stays sound either way. */
const synchronous: Readonly<Record<Durability, string>> = { full: 'full', rebuildable: 'normal' };

const open = ({ path, durability, writing }: NodeSqliteOptions): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: blockingTimeoutMs });
  database.exec('pragma journal_mode = wal');
  database.exec(`pragma synchronous = ${synchronous[durability]}`);
  database.exec(`pragma wal_autocheckpoint = ${checkpointPages[writing]}`);
  database.exec(`pragma journal_size_limit = ${checkpointPages.bulk * 4_096}`);
  database.exec('pragma cache_size = -65536');
  database.exec('pragma temp_store = memory');
  return database;
};

type Values = readonly SQLInputValue[];

/** A statement as Kysely sees it. Streaming has a statement of its own, for the kept one may be run again meanwhile. */
const statementOf = (database: DatabaseSync, sql: string, onWrite: () => void): SqliteStatement => {
  const statement: StatementSync = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as Values)),
    run(parameters) {
      onWrite();
      return statement.run(...(parameters as Values));
    },
    iterate: (parameters) => database.prepare(sql).iterate(...(parameters as Values)),
  };
};

/** What Kysely asks of a SQLite database, over `node:sqlite`; the least used statements are dropped. */
const adapted = (database: DatabaseSync, onWrite: () => void): SqliteDatabase => {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = prepared.get(sql) ?? statementOf(database, sql, onWrite);
    prepared.delete(sql);
    prepared.set(sql, statement);
    if (prepared.size > preparedMax)
      for (const [oldest] of prepared.entries().take(1)) prepared.delete(oldest);
    return statement;
  };
  return { prepare, close: () => database.close() };
};

const sqliteBusy = 5;
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteBusy;

const raw = (sql: string): CompiledQuery => CompiledQuery.raw(sql);

/**
 * Kysely's driver, with a write transaction that takes the write lock at once, and waits for it outside SQLite: the holder may
 * be another connection of this very process, which could never finish while SQLite sleeps.
 */
class NodeSqliteDriver extends SqliteDriver {
  readonly #options: NodeSqliteOptions;
  readonly #checkpointer: Checkpointer | undefined;
  constructor(
    config: SqliteDialectConfig,
    options: NodeSqliteOptions,
    checkpointer: Checkpointer | undefined,
  ) {
    super(config);
    this.#options = options;
    this.#checkpointer = checkpointer;
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#checkpointer?.committed();
  }

  override async destroy(): Promise<void> {
    await this.#checkpointer?.close();
    await super.destroy();
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    if (settings?.accessMode === 'read only') return super.beginTransaction(connection);
    await connection.executeQuery(raw('pragma busy_timeout = 0'));
    try {
      await this.#beginWriting(connection);
    } finally {
      await connection.executeQuery(raw(`pragma busy_timeout = ${blockingTimeoutMs}`));
    }
  }

  async #beginWriting(connection: DatabaseConnection): Promise<void> {
    const { env, path, busyTimeoutMs } = this.#options;
    const giveUpAt = env.now() + busyTimeoutMs;
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, waitMsMost)) {
      try {
        await connection.executeQuery(raw('begin immediate'));
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (env.now() >= giveUpAt) throw new DatabaseBusyError(path, busyTimeoutMs, { cause: error });
      }
      await env.sleep(waitMs * (0.5 + env.random()));
    }
  }
}

/** Kysely's SQLite dialect on Node's own SQLite. The file is opened here and closed by `destroy()`. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #options: NodeSqliteOptions;
  readonly #config: SqliteDialectConfig;
  readonly #checkpointer: Checkpointer | undefined;
  constructor(options: NodeSqliteOptions) {
    const { path, writing } = options;
    const checkpointer = writing === 'bulk' && path !== ':memory:' ? new Checkpointer(path) : undefined;
    const config = { database: adapted(open(options), () => checkpointer?.wrote()) };
    super(config);
    this.#config = config;
    this.#options = options;
    this.#checkpointer = checkpointer;
  }

  override createDriver(): Driver {
    return new NodeSqliteDriver(this.#config, this.#options, this.#checkpointer);
  }
}
