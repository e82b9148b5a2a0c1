import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import type { BenchResult } from '../../../test/bench/result.ts';
import { writeMadeUpLog } from '../../../test/support/made-up-xes.ts';
import { importLog, parseMapping } from '../src/index.ts';

const events = 3_000_000;
const megabytesMax = 500;

const mapping = parseMapping({
  source: 'made-up',
  case: 'case:concept:name',
  activity: { columns: ['concept:name'] },
  time: { column: 'time:timestamp' },
  order: 'step',
  opening: { subject: 'Case' },
  states: { New: 'opened', Active: 'triaged', Resolved: 'resolved' },
  facts: { team: 'org:group', assignee: { column: 'org:resource', pseudonymise: false } },
  ignore: { 'lifecycle:transition': 'always complete' },
});

/** The most memory this process has held. Linux. */
const peakMegabytes = (): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1_000;

/** Millions of events in XES, imported into a ledger on disk: memory must not grow with the log. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-xes-import-'));
  const store = openSqliteStore({ path: join(folder, 'ledger.sqlite'), env: systemEnv });
  try {
    const file = join(folder, 'log.xes');
    await writeMadeUpLog(file, events);
    const readAt = performance.now();
    let readSeconds = 0;
    const result = await importLog({
      store,
      env: systemEnv,
      file,
      mapping,
      stagingFolder: folder,
      onProgress: ({ phase }) => {
        if (phase === 'appending' && readSeconds === 0) readSeconds = (performance.now() - readAt) / 1_000;
      },
    });
    if (result.rows !== events) throw new Error(`${result.rows} rows were imported, not ${events}`);
    const megabytes = peakMegabytes();
    const rate = events / result.seconds;
    return [
      {
        name: 'peak memory of an XES import of 3 million events, against the limit',
        ours: megabytes,
        against: megabytesMax,
        unit: 'MB',
        ratio: megabytesMax / megabytes,
        aim: 1,
      },
      // What follows is told, not promised.
      {
        name: 'XES import of 3 million events: read, checked and sorted',
        ours: events / readSeconds,
        against: 1,
        unit: 'events/s',
        ratio: 1,
        aim: 1,
      },
      {
        name: 'XES import of 3 million events: all of it',
        ours: rate,
        against: 1,
        unit: 'events/s',
        ratio: 1,
        aim: 1,
      },
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
};
