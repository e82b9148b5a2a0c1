/**
 * How the ledger ages: append rate, loads and memory at ten million events beside a hundred thousand. Takes minutes and six gigabytes of
 * disk; CASELOG_BENCH_EVENTS sets another size. Run: npx pnpm@12 bench growth
 */
import { spawnSync } from 'node:child_process';
import type { BenchResult } from '../../../test/bench/result.ts';
import { openSqliteStore } from '../src/index.ts';
import type { SqliteStore } from '../src/index.ts';
import {
  appendTickets,
  elapsedMs,
  env,
  eventsPerTicket,
  inFolder,
  medianPair,
  ticketEvent,
  ticketsFrom,
} from './workload.ts';

const small = 100_000;
const large = Number(process.env.CASELOG_BENCH_EVENTS ?? 10_000_000);
const rounds = 9;
const inFlight = 256;
const ticketsPerRound = 256 * 6;
const loadsPerRound = 2000;

/** A ledger of whole tickets. */
interface Ledger {
  readonly store: SqliteStore;
  tickets: number;
}

/** A ledger of so many events, ten to an append. */
async function grown(path: string, events: number): Promise<Ledger> {
  const store = openSqliteStore({ path, env });
  const tickets = events / eventsPerTicket;
  let next = 0;
  async function work(): Promise<void> {
    while (next < tickets) {
      const ticket = next;
      next += 1;
      const all = Array.from(
        { length: eventsPerTicket },
        (_, revision) => ticketEvent(ticket, revision).event,
      );
      await store.append(ticketEvent(ticket, 0).stream, all, 'no-stream');
    }
  }
  await Promise.all(Array.from({ length: 64 }, work));
  return { store, tickets };
}

/**
 * Reads the file once, so that loads are measured and not the disk: what was written minutes ago need not be in the system's cache.
 * In a process of its own, because closing a file drops the locks that SQLite holds on it in this one.
 */
function warm(path: string): void {
  const program = 'for await (const _ of (await import("node:fs")).createReadStream(process.argv[1])) {}';
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program, path], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`${path} cannot be read`);
}

/** Single events appended a second, `inFlight` at a time, to new tickets. */
async function appendRate(ledger: Ledger): Promise<number> {
  const tickets = ticketsFrom(ledger.tickets, ticketsPerRound);
  const ms = await elapsedMs(() => appendTickets(ledger.store, tickets, inFlight));
  ledger.tickets += ticketsPerRound;
  return ((ticketsPerRound * eventsPerTicket) / ms) * 1000;
}

/** Milliseconds in which 99 of 100 tickets load, chosen over the whole file. */
async function loadMsP99({ store, tickets }: Ledger): Promise<number> {
  const tookMs: number[] = [];
  for (let at = 0; at < loadsPerRound; at += 1) {
    const { stream } = ticketEvent(Math.floor(env.random() * tickets), 0);
    tookMs.push(await elapsedMs(() => store.readStream(stream)));
  }
  return tookMs.toSorted((a, b) => a - b)[Math.floor(loadsPerRound * 0.99)]!;
}

export const bench = (): Promise<BenchResult[]> =>
  inFolder((oldPath) =>
    inFolder(async (youngPath) => {
      const old = await grown(oldPath, large);
      const young = await grown(youngPath, small);
      const appends = await medianPair(
        rounds,
        () => appendRate(old),
        () => appendRate(young),
      );
      warm(oldPath);
      const loads = await medianPair(
        rounds,
        () => loadMsP99(old),
        () => loadMsP99(young),
      );
      await old.store.close();
      await young.store.close();
      const memoryMb = process.resourceUsage().maxRSS / 1024;
      const at = `at ${large.toLocaleString('en')} events`;
      return [
        {
          name: `sqlite: append rate ${at}, against at 100,000`,
          ...appends,
          unit: 'events/s',
          ratio: appends.ours / appends.against,
          aim: 0.8,
        },
        {
          name: `sqlite: p99 of a ticket's load ${at}, against at 100,000`,
          ...loads,
          unit: 'ms',
          ratio: loads.against / loads.ours,
          aim: 1 / 1.5,
        },
        {
          name: `sqlite: memory ${at}, against 300 MB`,
          ours: memoryMb,
          against: 300,
          unit: 'MB',
          ratio: 300 / memoryMb,
          aim: 1,
        },
      ];
    }),
  );
