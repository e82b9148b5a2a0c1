/**
 * How the ledger ages: append rate, loads and memory at ten million events beside a hundred thousand. Takes minutes and six gigabytes of
 * disk; CASELOG_BENCH_EVENTS sets another size. Run: npx pnpm@12 bench growth
 */
import type { BenchResult } from '../../../test/bench/result.ts';
import { openSqliteStore } from '../src/index.ts';
import type { SqliteStore } from '../src/index.ts';
import {
  appendTickets,
  elapsedMs,
  env,
  eventsPerTicket,
  inFolder,
  ticketsFrom,
  ticketEvent,
} from './workload.ts';

const small = 100_000;
const large = Number(process.env.CASELOG_BENCH_EVENTS ?? 10_000_000);
const inFlight = 256;
const measuredTickets = 256 * 20;
const loads = 5000;

interface Age {
  readonly appendsPerSecond: number;
  readonly loadMsP99: number;
  readonly tickets: number;
}

/** Adds whole tickets, ten events to an append, until there are `tickets` of them. */
async function grow(store: SqliteStore, from: number, tickets: number): Promise<void> {
  let next = from;
  async function work(): Promise<void> {
    while (next < tickets) {
      const ticket = next;
      next += 1;
      const events = Array.from(
        { length: eventsPerTicket },
        (_, revision) => ticketEvent(ticket, revision).event,
      );
      await store.append(ticketEvent(ticket, 0).stream, events, 'no-stream');
    }
  }
  await Promise.all(Array.from({ length: 64 }, work));
}

/** Milliseconds in which 99 of 100 tickets load, chosen over the whole file. */
async function loadMsP99(store: SqliteStore, tickets: number): Promise<number> {
  const tookMs: number[] = [];
  for (let at = 0; at < loads; at += 1) {
    const { stream } = ticketEvent(Math.floor(env.random() * tickets), 0);
    tookMs.push(await elapsedMs(() => store.readStream(stream)));
  }
  return tookMs.toSorted((a, b) => a - b)[Math.floor(loads * 0.99)]!;
}

/** Single-event appends in flight and loads, at the ledger's present age. */
async function measure(store: SqliteStore, tickets: number): Promise<Age> {
  const ms = await elapsedMs(() => appendTickets(store, ticketsFrom(tickets, measuredTickets), inFlight));
  const after = tickets + measuredTickets;
  await loadMsP99(store, after);
  return {
    appendsPerSecond: ((measuredTickets * eventsPerTicket) / ms) * 1000,
    loadMsP99: await loadMsP99(store, after),
    tickets: after,
  };
}

export const bench = (): Promise<BenchResult[]> =>
  inFolder(async (path) => {
    const store = openSqliteStore({ path, env });
    await grow(store, 0, small / eventsPerTicket);
    // Once to warm up: the program is young too.
    const warm = await measure(store, small / eventsPerTicket);
    const young = await measure(store, warm.tickets);
    await grow(store, young.tickets, large / eventsPerTicket);
    const old = await measure(store, large / eventsPerTicket);
    await store.close();
    const memoryMb = process.resourceUsage().maxRSS / 1024;
    const at = `at ${large.toLocaleString('en')} events`;
    return [
      {
        name: `sqlite: append rate ${at}, against at 100,000`,
        ours: old.appendsPerSecond,
        against: young.appendsPerSecond,
        unit: 'events/s',
        ratio: old.appendsPerSecond / young.appendsPerSecond,
        aim: 0.8,
      },
      {
        name: `sqlite: p99 of a ticket's load ${at}, against at 100,000`,
        ours: old.loadMsP99,
        against: young.loadMsP99,
        unit: 'ms',
        ratio: young.loadMsP99 / old.loadMsP99,
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
  });
