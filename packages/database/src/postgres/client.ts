import { hash } from 'node:crypto';
import type { PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { DatabaseUnavailableError, isSqlState, UnsafeIntegerError } from '../errors.ts';

/** Bulk statements come back with few texts; a name lets the server plan them once a connection. */
const names = new Map<string, string>();
const nameOf = (text: string): string => {
  const name = names.get(text) ?? hash('sha1', text, 'base64url');
  names.set(text, name);
  return name;
};

/**
 * Whether a text is prepared by name: what writes and returns nothing. A prepared select would be refused once the table behind
 * it is replaced by one of another shape, as a rebuild of another version does.
 */
const isNamed = (text: string): boolean => text.startsWith('insert into') && !text.includes('returning');

/** What went wrong, with a lost connection told apart from an error of the statement. Pure. */
export const faultOf = (address: string, cause: unknown): Error =>
  isSqlState(cause) || cause instanceof UnsafeIntegerError
    ? cause
    : new DatabaseUnavailableError(address, cause instanceof Error ? cause.message : String(cause), {
        cause,
      });

/** A connection as Kysely asks it. */
export const pooled = (address: string, client: pg.PoolClient): PostgresPoolClient => {
  const ask = async (text: string, parameters: readonly unknown[] = []): Promise<pg.QueryResult> => {
    try {
      return await client.query({
        text,
        values: [...parameters],
        ...(isNamed(text) && { name: nameOf(text) }),
      });
    } catch (error) {
      throw faultOf(address, error);
    }
  };
  return {
    query: (async (text: string, parameters: readonly unknown[]) =>
      (await ask(
        text,
        parameters,
      )) as unknown as PostgresQueryResult<unknown>) as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
};
