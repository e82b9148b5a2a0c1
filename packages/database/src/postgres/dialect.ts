import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Durability } from '../open.ts';
import { faultOf, pooled } from './client.ts';
import { types } from './numbers.ts';

export interface PostgresOptions {
  readonly url: string;
  /** The URL without what is secret in it. */
  readonly address: string;
  /** How long a write waits for a lock before it gives up. */
  readonly busyTimeoutMs: number;
  readonly durability: Durability;
  readonly connectionsMax: number;
  /** How long a transaction may ask nothing before the server ends it. */
  readonly idleInTransactionMsMax: number;
}

const connectTimeoutMs = 10_000;

/** A power cut may cost the last commits of what can be rebuilt; nothing is torn either way. */
const synchronousCommit: Readonly<Record<Durability, string>> = { full: 'on', rebuildable: 'off' };

const settingsOf = ({ durability, busyTimeoutMs, idleInTransactionMsMax }: PostgresOptions): string =>
  [
    `set synchronous_commit = ${synchronousCommit[durability]}`,
    `set lock_timeout = ${busyTimeoutMs}`,
    `set idle_in_transaction_session_timeout = ${idleInTransactionMsMax}`,
  ].join('; ');

/**
 * A new connection with its settings. One that cannot be given them is handed back to be thrown away: a pool never ends while somebody
 * holds one, and Kysely's own place for this (`onCreateConnection`) keeps it when that fails.
 */
const madeReady = async (client: pg.PoolClient, options: PostgresOptions): Promise<PostgresPoolClient> => {
  try {
    await client.query(settingsOf(options));
    return pooled(options.address, client);
  } catch (error) {
    client.release(true);
    throw error;
  }
};

/** A pool whose connections are asked by {@link pooled}, each with one face for as long as it lives. */
const poolOf = (options: PostgresOptions): PostgresPool => {
  const { url, address, connectionsMax } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    types,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'caselog',
  });
  // A connection that breaks is told to whoever asks it next; without a listener the process would end instead.
  const isToldLater = (): void => undefined;
  pool.on('error', isToldLater);
  pool.on('connect', (client) => client.on('error', isToldLater));
  const faces = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      try {
        const client = await pool.connect();
        const face = faces.get(client) ?? (await madeReady(client, options));
        faces.set(client, face);
        return face;
      } catch (error) {
        throw faultOf(address, error);
      }
    },
    end: () => pool.end(),
    options: {},
  };
};

/** Kysely's PostgreSQL dialect over a pool of `pg`, closed by `destroy()`. */
export const postgresDialect = (options: PostgresOptions): PostgresDialect =>
  new PostgresDialect({ pool: poolOf(options) });
