import { resolve } from 'node:path';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { lastPolicyVersion } from '@caselog/helpdesk';
import type { Exported } from '@caselog/history';
import { openHome } from '@caselog/process';
import {
  askWarehouse,
  updateWarehouse,
  withPersonalWarehouse,
  writeParquetFolder,
  type Asker,
  type WarehouseOptions,
} from '@caselog/warehouse';
import { readPolicies } from './policies.ts';

interface Wanted {
  readonly store: EventStore;
  readonly env: Env;
  readonly home: string;
  readonly withPersonalData: boolean;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** The tables of a ledger, beside it in its home. */
const warehouseFile = 'warehouse.duckdb';

const optionsOf = async ({ store, env, onProgress, signal }: Wanted): Promise<WarehouseOptions> => ({
  store,
  policies: await readPolicies(store, env),
  policyVersion: (await lastPolicyVersion(store)) ?? 'none',
  nowMs: env.now(),
  onProgress,
  signal,
});

/** Works with the tables as the ledger stands: those beside it, or with personal data ones that are gone afterwards. */
const withTables = async <Result>(
  wanted: Wanted,
  work: (path: string, position: number) => Promise<Result>,
): Promise<Result> => {
  const options = await optionsOf(wanted);
  if (wanted.withPersonalData) return withPersonalWarehouse(options, work);
  const path = (await openHome(wanted.home)).file(warehouseFile);
  return work(path, await updateWarehouse(path, options));
};

/** Asks the tables of a ledger. */
export const askTables = <Result>(wanted: Wanted, work: (asker: Asker) => Promise<Result>): Promise<Result> =>
  withTables(wanted, (path) => askWarehouse(path, work));

/** Writes the tables of a ledger as a folder of Parquet files. */
export const exportTables = async (
  wanted: Wanted & { readonly out: string },
): Promise<Omit<Exported, 'format'> & { readonly format: 'parquet' }> => {
  const startedAtMs = wanted.env.now();
  const out = resolve(wanted.out);
  const personalData = wanted.withPersonalData ? 'told' : 'withheld';
  const manifest = await withTables(wanted, (path, position) =>
    writeParquetFolder(path, out, { position, personalData }),
  );
  const { position } = manifest;
  const events = manifest.tables.find(({ name }) => name === 'events')!.rows;
  const seconds = (wanted.env.now() - startedAtMs) / 1_000;
  return { format: 'parquet', out, events, position, personalData, notCarried: [], seconds };
};
