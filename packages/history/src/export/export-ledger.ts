import { tmpdir } from 'node:os';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { LogFormat } from '@caselog/log-formats';
import { exportCsv } from './csv.ts';
import type { Exporter } from './exporter.ts';
import { exportNdjson } from './ndjson.ts';
import { exportOcelJson, exportOcelSqlite, exportOcelXml } from './ocel.ts';
import { exportXes } from './xes.ts';

/** What a ledger can be written as; Parquet is made by the warehouse. */
export type ExportFormat = Exclude<LogFormat, 'parquet'>;

const exporters: Readonly<Record<ExportFormat, Exporter>> = {
  xes: exportXes,
  csv: exportCsv,
  ndjson: exportNdjson,
  'ocel-json': exportOcelJson,
  'ocel-xml': exportOcelXml,
  'ocel-sqlite': exportOcelSqlite,
};

export interface ExportOptions {
  readonly store: EventStore;
  readonly env: Env;
  readonly format: ExportFormat;
  /** The file to make, packed with gzip where its name ends in `.gz`. */
  readonly out: string;
  /** Whether texts of people and raw records of other systems are told. Default: they are withheld. */
  readonly withPersonalData?: boolean;
  /** For what must lie on disk meanwhile; default the system's folder for temporary files. */
  readonly stagingFolder?: string;
  /** Hears of events written so far, and of how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Exported {
  readonly format: ExportFormat;
  readonly out: string;
  readonly events: number;
  /** The last position that is in the file. */
  readonly position: number;
  readonly personalData: 'told' | 'withheld';
  /** What the ledger holds and the format has no form for. */
  readonly notCarried: readonly string[];
  readonly seconds: number;
}

/**
 * Writes a ledger as a file, whole or not at all: as it stood when it began. Not pure: reads the store, writes the file. Holds some tens of tickets in
 * memory. @throws what folding and the store throw, what the file system says, and the signal's reason
 */
export const exportLedger = async (options: ExportOptions): Promise<Exported> => {
  const { store, env, format, out, withPersonalData = false, onProgress, signal } = options;
  const startedAtMs = env.now();
  const position = await store.head();
  let events = 0;
  const notCarried = await exporters[format]({
    store,
    env,
    out,
    stagingFolder: options.stagingFolder ?? tmpdir(),
    tell: { upTo: position, withPersonalData, signal },
    onTold(count) {
      signal?.throwIfAborted();
      events += count;
      onProgress?.(events, position);
    },
  });
  const personalData = withPersonalData ? 'told' : 'withheld';
  return {
    format,
    out,
    events,
    position,
    personalData,
    notCarried,
    seconds: (env.now() - startedAtMs) / 1_000,
  };
};
