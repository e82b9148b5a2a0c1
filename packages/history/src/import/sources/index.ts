import type { LogFormat } from '@caselog/log-formats';
import { readJsonRows } from './cloud-events.ts';
import { readCsvRows } from './csv.ts';
import { readOcelJsonRows, readOcelSqliteRows, readOcelXmlRows } from './ocel.ts';
import { readParquetRows } from './parquet.ts';
import type { ReadRows } from './source.ts';
import { readXesRows } from './xes.ts';

/** How a format is read, and what tells where in it a row stands. */
export interface Source {
  readonly read: ReadRows;
  readonly unit: 'line' | 'row' | 'event';
}

/** Every format that a log can be imported from. */
export const sources: Readonly<Record<LogFormat, Source>> = {
  csv: { read: readCsvRows, unit: 'line' },
  ndjson: { read: readJsonRows, unit: 'line' },
  xes: { read: readXesRows, unit: 'line' },
  'ocel-json': { read: readOcelJsonRows, unit: 'event' },
  'ocel-xml': { read: readOcelXmlRows, unit: 'event' },
  'ocel-sqlite': { read: readOcelSqliteRows, unit: 'event' },
  parquet: { read: readParquetRows, unit: 'row' },
};
