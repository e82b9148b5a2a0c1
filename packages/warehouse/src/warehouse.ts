import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@caselog/event-store';
import { madeAside } from '@caselog/log-formats';
import type { TicketId } from '@caselog/ticket';
import type { Policies } from '@caselog/ticket-clock';
import type { DuckDBConnection } from '@duckdb/node-api';
import { load, type LoadOptions } from './load.ts';
import { createTables, schemaVersion } from './schema.ts';

/** The library is large, so that only what needs it loads it. */
const loadDuckDb = () => import('@duckdb/node-api');

export interface WarehouseOptions {
  readonly store: EventStore;
  readonly policies: Policies;
  /** The version of the policy that governs tickets recorded without one. */
  readonly policyVersion: string;
  /** Epoch milliseconds: up to when the time of open tickets is accounted. */
  readonly nowMs: number;
  /** Hears of events loaded so far, and of how many there are at most. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a warehouse says of itself. */
interface State {
  readonly position: number;
  /** The id of the event at the position: another ledger has another. */
  readonly lastEventId: string;
  readonly policyVersion: string;
  readonly loadedAtMs: number;
}

/** Nothing is fetched from elsewhere, and a desk at work beside keeps its memory: what does not fit is put on disk. */
const settings = {
  memory_limit: '512MB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** Works with a database file, which is closed whatever happens. */
export const withDatabase = async <Result>(
  path: string,
  config: Readonly<Record<string, string>>,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> => {
  const { DuckDBInstance } = await loadDuckDb();
  const instance = await DuckDBInstance.create(path, { ...settings, ...config });
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
};

const readState = async (connection: DuckDBConnection): Promise<State | undefined> => {
  const found = await connection.runAndReadAll(
    `select position, last_event_id, policy_version, epoch_ms(loaded_at) from caselog_warehouse where schema_version = '${schemaVersion}'`,
  );
  const [row] = found.getRows();
  if (!row) return undefined;
  const [position, lastEventId, policyVersion, loadedAtMs] = row;
  return {
    position: Number(position),
    lastEventId: lastEventId as string,
    policyVersion: policyVersion as string,
    loadedAtMs: Number(loadedAtMs),
  };
};

const writeState = async (
  connection: DuckDBConnection,
  { position, lastEventId, policyVersion, loadedAtMs }: State,
): Promise<void> => {
  await connection.run('delete from caselog_warehouse');
  await connection.run('insert into caselog_warehouse values (?, ?, ?, ?, make_timestamp(?::bigint))', [
    schemaVersion,
    BigInt(position),
    lastEventId,
    policyVersion,
    BigInt(loadedAtMs) * 1_000n,
  ]);
};

const lastEventId = async (store: EventStore, position: number): Promise<string> => {
  for await (const [event] of store.readAll({ after: position - 1, limit: 1 }))
    if (event?.position === position) return event.id;
  return '';
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
};

/** What an earlier load left that can be gone on from; undefined when it cannot, whatever the reason. */
const usableState = async (
  path: string,
  { store, policyVersion }: WarehouseOptions,
): Promise<State | undefined> => {
  if (!(await exists(path))) return undefined;
  let state: State | undefined;
  try {
    state = await withDatabase(path, { access_mode: 'READ_ONLY' }, readState);
  } catch (error) {
    // Made by another version of the library, or damaged: all in it stands in the ledger, so it is made anew.
    if (error instanceof Error) return undefined;
    throw error;
  }
  if (!state || state.policyVersion !== policyVersion) return undefined;
  return (await lastEventId(store, state.position)) === state.lastEventId ? state : undefined;
};

/** Accounts of open tickets that are not older are told as they are. */
const freshMs = 60_000;

const openTickets = async (connection: DuckDBConnection): Promise<readonly TicketId[]> => {
  const found = await connection.runAndReadAll(
    `select ticket_id from tickets where state not in ('resolved', 'surveyed')`,
  );
  return found.getRows().map(([ticketId]) => ticketId as TicketId);
};

interface Filling {
  readonly path: string;
  readonly from: State | undefined;
  readonly upTo: number;
  readonly withPersonalData: boolean;
}

const fill = ({ path, from, upTo, withPersonalData }: Filling, options: WarehouseOptions): Promise<void> =>
  withDatabase(path, {}, async (connection) => {
    const { store, policies, policyVersion, nowMs, onProgress, signal } = options;
    let done = 0;
    const loading: LoadOptions = {
      store,
      policies,
      nowMs,
      after: from?.position ?? 0,
      upTo,
      withPersonalData,
      alsoTickets: from ? await openTickets(connection) : [],
      onLoaded(events) {
        done += events;
        onProgress?.(done, upTo);
      },
      signal,
    };
    if (!from) await createTables(connection);
    await load(await loadDuckDb(), connection, loading);
    const state = {
      position: upTo,
      lastEventId: await lastEventId(store, upTo),
      policyVersion,
      loadedAtMs: nowMs,
    };
    await writeState(connection, state);
    await connection.run('checkpoint');
  });

/**
 * Brings the warehouse in a file up to the head of the ledger, and says up to where. What is there already is gone on from where it can be, else it is
 * made anew; readers keep the file they have opened. It holds no personal data. Not pure: reads the store, writes the file.
 * @throws what folding, the store and the file system say, and the signal's reason
 */
export const updateWarehouse = async (path: string, options: WarehouseOptions): Promise<number> => {
  const upTo = await options.store.head();
  const from = await usableState(path, options);
  if (from?.position === upTo && options.nowMs - from.loadedAtMs < freshMs) return upTo;
  await madeAside(path, async (aside) => {
    if (from) await copyFile(path, aside, constants.COPYFILE_FICLONE);
    try {
      await fill({ path: aside, from, upTo, withPersonalData: false }, options);
    } finally {
      await rm(`${aside}.wal`, { force: true });
    }
  });
  return upTo;
};

/** Works with a warehouse of its own that holds personal data too, and is gone afterwards. */
export const withPersonalWarehouse = async <Result>(
  options: WarehouseOptions,
  work: (path: string, position: number) => Promise<Result>,
): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-warehouse-'));
  try {
    const path = join(folder, 'warehouse.duckdb');
    const upTo = await options.store.head();
    await fill({ path, from: undefined, upTo, withPersonalData: true }, options);
    return await work(path, upTo);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
