import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { systemEnv } from '@caselog/env';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { asOf } from '@caselog/history';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { backwards, count, followAll, readLog, statesAt } from './uci-oracle.ts';

const main = resolve(root, 'services/cli/src/main.ts');
const logFile = resolve(root, 'test/data/uci-incidents/incident_event_log.csv.gz');
const mappingFile = resolve(root, 'test/data/uci-incidents/mapping.json');
const home = mkdtempSync(join(tmpdir(), 'caselog-uci-'));

/** The most memory a process has held so far, in bytes, as Linux accounts it; undefined where that is not told. */
const peakBytes = (pid: number | undefined): number | undefined => {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) * 1024 : undefined;
  } catch (error) {
    // It has ended, or this is no Linux.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
};

interface Ran {
  readonly result: unknown;
  readonly peakBytes: number;
}

/** Runs the command line as its users do, in a process of its own. */
const caselog = async (...words: readonly string[]): Promise<Ran> => {
  const child = spawn(process.execPath, [main, ...words, '--home', home, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'close');
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, peakBytes(child.pid) ?? 0);
    await Promise.race([ended, delay(100)]);
  }
  await ended;
  const [stdout, stderr] = await written;
  expect({ code: child.exitCode, stderr: child.exitCode === 0 ? '' : stderr }).toEqual({
    code: 0,
    stderr: '',
  });
  return { result: JSON.parse(stdout), peakBytes: peak };
};
const importLog = () => caselog('import', logFile, '--mapping', mappingFile);

const readingLedger = async (work: (store: SqliteStore) => Promise<void>): Promise<void> => {
  const store = openSqliteStore({ path: join(home, 'ledger.sqlite'), env: systemEnv, readOnly: true });
  try {
    await work(store);
  } finally {
    await store.close();
  }
};

const log = readLog();
const cases = followAll(log);
const { byState, edges, ...counts } = count(log, cases);

let first: Ran;
beforeAll(async () => {
  first = await importLog();
}, 300_000);
afterAll(() => rmSync(home, { recursive: true }));

describe('the whole UCI log, imported by the command line', () => {
  it('is counted as the independent count has it', () => {
    expect(first.result).toMatchObject(counts);
  });

  it('takes less than 400 MB of memory', () => {
    expect(first.peakBytes).toBeLessThan(400_000_000);
  });

  it('stands in the ledger with the same tickets, final states and transitions on every edge', async () => {
    const { result } = await caselog('stats');
    const walked = edges.map(({ from, to, observed, inferred }) => ({
      from,
      to,
      count: observed + inferred,
    }));
    const { events } = first.result as { events: number };
    expect(result).toMatchObject({
      tickets: counts.tickets,
      events,
      byState,
      eventsByType: { TicketOpened: counts.tickets },
    });
    const told = (result as { edges: { from: string; to: string; count: number }[] }).edges;
    const byName = (a: { from: string; to: string }, b: typeof a) =>
      `${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1;
    expect(told.toSorted(byName)).toEqual(walked.toSorted(byName));
  });

  it('adds nothing when it is imported again', async () => {
    const again = await importLog();
    const { seconds: _, ...before } = first.result as { seconds: number };
    expect(again.result).toMatchObject({ ...before, appended: 0 });
  }, 300_000);

  it('is sound: every event, every transition', async () => {
    const { events } = first.result as { events: number };
    expect((await caselog('verify')).result).toEqual({
      ok: true,
      events,
      tickets: counts.tickets,
      faults: [],
    });
  });

  const asCounted = (instant: string) => {
    const stood = statesAt(cases, Date.parse(instant));
    const tickets = Object.values(stood).reduce((sum, some) => sum + some, 0);
    return { at: new Date(instant).toISOString(), tickets, byState: stood };
  };

  it('stood in the middle of it as the independent count has it', async () => {
    const instant = '2016-05-23T11:07:00Z';
    expect((await caselog('as-of', instant)).result).toMatchObject(asCounted(instant));
  });

  const instants = ['2016-02-29T01:22:59Z', '2016-03-01T00:00:00Z', '2017-03-01T00:00:00Z'];
  it.each([...instants, ...backwards(cases).map(({ fromMs }) => new Date(fromMs).toISOString())])(
    'stood at %s, where it is hard to tell, as the independent count has it',
    (instant) =>
      readingLedger(async (store) => {
        expect(await asOf(store, new Date(instant).toISOString())).toEqual(asCounted(instant));
      }),
  );

  it('tells no event what the log filled in afterwards', async () => {
    const filledIn = ['resolved_at', 'closed_at', 'resolved_by', 'closed_code'];
    const rawRows: string[] = [];
    const told: string[] = [];
    await readingLedger(async (store) => {
      for await (const batch of store.readAll())
        for (const { type, data } of batch)
          (type === 'NonconformingFactRecorded' ? rawRows : told).push(JSON.stringify(data));
    });
    // Nothing but `resolved_by` holds such names, and nothing but a raw row could hold such columns.
    expect([...rawRows, ...told].filter((data) => data.includes('Resolved by '))).toEqual([]);
    expect(rawRows.filter((row) => filledIn.some((column) => row.includes(column)))).toEqual([]);
    expect(rawRows.length).toBe(counts.nonconforming + counts.quarantined);
  });
});
