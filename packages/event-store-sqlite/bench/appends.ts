import type { BenchResult } from '../../../test/bench/result.ts';
import { openSqliteStore } from '../src/index.ts';
import { RawLedger, rawRows } from './raw.ts';
import {
  appendTickets,
  elapsedMs,
  env,
  eventsPerTicket,
  inFolder,
  median,
  readyTickets,
} from './workload.ts';

const rounds = 5;

/** Events a second through the store, on a new file. */
const ours = (count: number, inFlight: number) =>
  inFolder(async (path) => {
    const tickets = readyTickets(count / eventsPerTicket);
    const store = openSqliteStore({ path, env });
    const ms = await elapsedMs(() => appendTickets(store, tickets, inFlight));
    await store.close();
    return (count / ms) * 1000;
  });

/** Events a second through the bare driver, `inFlight` rows to a transaction, on a new file. */
const against = (count: number, inFlight: number) =>
  inFolder(async (path) => {
    const rows = rawRows(count, inFlight);
    const ledger = new RawLedger(path);
    const ms = await elapsedMs(() => ledger.insertInBatches(rows, inFlight));
    ledger.db.close();
    return (count / ms) * 1000;
  });

async function compare(name: string, count: number, inFlight: number, aim: number): Promise<BenchResult> {
  const pairs: { readonly ours: number; readonly against: number }[] = [];
  // In turns, so that a noisy minute of the machine falls on both.
  for (let round = 0; round < rounds; round += 1)
    pairs.push({ ours: await ours(count, inFlight), against: await against(count, inFlight) });
  const [rate, raw] = [median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.against))];
  return { name, ours: rate, against: raw, unit: 'events/s', ratio: rate / raw, aim };
}

/** Durable appends of single events, expected revisions checked, against the bare driver on the same tables. */
export async function bench(): Promise<BenchResult[]> {
  await ours(20_000, 256);
  await against(20_000, 256);
  return [
    await compare('sqlite: durable appends, 256 in flight', 60_000, 256, 0.6),
    await compare('sqlite: durable appends, one in flight', 3_000, 1, 0.8),
  ];
}
