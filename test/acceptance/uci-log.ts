/** The UCI incident log, read straight from its file by code of its own: nothing here comes from `packages`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type State =
  'opened' | 'triaged' | 'awaiting-data' | 'escalated' | 'third-party' | 'resolved' | 'surveyed';

/** What an activity means that the mapping keeps out of the chart. */
export const quarantine = 'quarantine';

const meaning: ReadonlyMap<string, State | typeof quarantine> = new Map([
  ['New', 'opened'],
  ['Active', 'triaged'],
  ['Awaiting User Info', 'awaiting-data'],
  ['Awaiting Evidence', 'awaiting-data'],
  ['Awaiting Problem', 'escalated'],
  ['Awaiting Vendor', 'third-party'],
  ['Resolved', 'resolved'],
  ['Closed', 'surveyed'],
  ['-100', quarantine],
]);

export interface Row {
  /** In the unpacked file, the heading being 1. */
  readonly line: number;
  readonly number: string;
  readonly modCount: number;
  readonly means: State | typeof quarantine;
  /** `sys_updated_at` and `opened_at` in epoch milliseconds, the log's clock read as UTC. */
  readonly atMs: number;
  readonly openedAtMs: number;
  /** `1 - Critical` is `P1`. */
  readonly priority: string;
  readonly team: string | null;
}

export interface Log {
  readonly rows: readonly Row[];
  readonly unparsableLines: readonly number[];
}

const instant = (text: string): number => {
  const [, day, month, year, hour, minute] = /^(\d+)\/(\d+)\/(\d{4}) (\d\d):(\d\d)$/.exec(text) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
};

const isSound = (row: Omit<Row, 'means'> & { means: Row['means'] | undefined }): row is Row =>
  row.number !== '' &&
  row.means !== undefined &&
  [row.modCount, row.atMs, row.openedAtMs].every(Number.isSafeInteger);

const file = resolve(import.meta.dirname, '../data/uci-incidents/incident_event_log.csv.gz');

/** Reads the log. Its fields hold neither quotes nor commas, so splitting is all the parsing there is. */
export const readLog = (path = file): Log => {
  const [heading = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split(/\r?\n/);
  const names = heading.split(',');
  const rows: Row[] = [];
  const unparsableLines: number[] = [];
  lines.forEach((text, index) => {
    const fields = text.split(',');
    const field = (name: string) => fields[names.indexOf(name)] ?? '';
    const row = {
      line: index + 2,
      number: field('number'),
      modCount: Number.parseInt(field('sys_mod_count'), 10),
      means: meaning.get(field('incident_state')),
      atMs: instant(field('sys_updated_at')),
      openedAtMs: instant(field('opened_at')),
      priority: `P${field('priority').slice(0, 1)}`,
      team: field('assignment_group') === '?' ? null : field('assignment_group'),
    };
    if (fields.length === names.length && isSound(row)) rows.push(row);
    else unparsableLines.push(row.line);
  });
  return { rows, unparsableLines };
};
