import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { withDatabase } from './warehouse.ts';

/** A value of a result as a program takes it. */
export type Value = string | number | boolean | null;

/** The answer to a query, as it arrives. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly Value[])[]>;
}

/** What was asked is no query, or fails. One line, and the place where there is one. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  constructor(cause: Error) {
    const [first = '', ...rest] = cause.message.split('\n');
    const place = rest.find((line) => line.startsWith('LINE '));
    super(place === undefined ? first : `${first} (${place.trim()})`, { cause });
  }
}

const inRange = (value: bigint): Value =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value);

/** Instants in ISO 8601, whole numbers as numbers where they are exact, the rest as its text. */
const valueOf = (value: DuckDBValue): Value => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'bigint' ? inRange(value) : textOf(value);
};

const textOf = (value: { toString: () => string }): string => {
  const text = value.toString();
  return 'micros' in value && /^-?\d{4,}-\d\d-\d\d /.test(text) ? `${text.replace(' ', 'T')}Z` : text;
};

const asked = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error ? new QueryError(error) : error;
  }
};

async function* rowsOf(batches: AsyncIterable<DuckDBValue[][]>, signal: AbortSignal | undefined) {
  try {
    for await (const rows of batches) {
      signal?.throwIfAborted();
      yield rows.map((row) => row.map(valueOf));
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof Error ? new QueryError(error) : error;
  }
}

/** Asks a warehouse. */
export interface Asker {
  /** @throws QueryError */
  ask(sql: string, signal?: AbortSignal): Promise<Answer>;
}

const askerFor = (connection: DuckDBConnection): Asker => ({
  ask: (sql, signal) =>
    asked(async () => {
      if (sql.trim() === '') throw new Error('an empty query');
      const interrupt = (): void => connection.interrupt();
      signal?.addEventListener('abort', interrupt);
      try {
        const result = await connection.stream(sql);
        return { columns: result.deduplicatedColumnNames(), rows: rowsOf(result.yieldRows(), signal) };
      } finally {
        signal?.removeEventListener('abort', interrupt);
      }
    }),
});

/**
 * Opens a warehouse for questions: nothing in it can be changed, no other file and no address can be reached from it, and nobody who asks can change
 * that.
 */
export const askWarehouse = <Result>(
  path: string,
  work: (asker: Asker) => Promise<Result>,
): Promise<Result> =>
  withDatabase(
    path,
    { access_mode: 'READ_ONLY', enable_external_access: 'false', lock_configuration: 'true' },
    (connection) => work(askerFor(connection)),
  );
