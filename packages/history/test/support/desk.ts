import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv, type Env } from '@caselog/env';
import { createMemoryStore, type EventStore, type RecordedEvent } from '@caselog/event-store';
import {
  importLog,
  parseMapping,
  type ImportOptions,
  type ImportResult,
  type Mapping,
} from '../../src/index.ts';

/** The time at which every test imports: long after what the logs tell. */
export const importedAt = '2026-01-01T00:00:00.000Z';
export const env: Env = { ...systemEnv, now: () => Date.parse(importedAt) };

/** A small log's mapping: `case,order,time,activity,who,team,priority,topic`. */
export const plainMapping = {
  source: 'small-log',
  missing: ['', '-'],
  case: 'case',
  activity: { columns: ['activity'] },
  time: { column: 'time', format: 'YYYY-MM-DD HH:mm' },
  order: 'order',
  resource: { column: 'who', pseudonymise: false },
  opening: { subject: 'About {topic}' },
  states: {
    new: 'opened',
    work: 'triaged',
    wait: 'awaiting-data',
    expert: 'escalated',
    vendor: 'third-party',
    done: 'resolved',
    closed: { state: 'surveyed', survey: 'declined' },
  },
  quarantine: { broken: 'the other system failed' },
  facts: {
    assignee: { column: 'who', pseudonymise: false },
    team: 'team',
    priority: { column: 'priority' },
    attributes: { topic: 'topic' },
  },
};
export const heading = 'case,order,time,activity,who,team,priority,topic';

export interface Desk {
  readonly store: EventStore;
  readonly folder: string;
  write(name: string, content: string | Uint8Array): string;
  /** Imports a file with this content. */
  import(content: string | Uint8Array, options?: DeskImport): Promise<ImportResult>;
  events(): Promise<readonly RecordedEvent[]>;
  close(): void;
}
type DeskImport = Partial<Omit<ImportOptions, 'mapping' | 'env' | 'file'>> & {
  readonly mapping?: unknown;
};

export const mappingOf = (changes: object = {}): Mapping => parseMapping({ ...plainMapping, ...changes });

/** An empty ledger in memory and a folder for files. */
export const openDesk = (): Desk => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-history-test-'));
  const store = createMemoryStore({ env });
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    store,
    folder,
    write,
    import: (content, { mapping, ...options } = {}) =>
      importLog({
        store,
        env,
        stagingFolder: folder,
        ...options,
        file: write('log.csv', content),
        mapping: parseMapping(mapping ?? plainMapping),
      }),
    events: async () => (await Array.fromAsync(store.readAll())).flat(),
    close: () => rmSync(folder, { recursive: true }),
  };
};

/** A log with the plain heading. */
export const log = (...rows: readonly string[]): string => `${[heading, ...rows].join('\n')}\n`;
