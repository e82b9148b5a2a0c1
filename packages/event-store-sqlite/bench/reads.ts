import type { BenchResult } from '../../../test/bench/result.ts';
import { openSqliteStore } from '../src/index.ts';
import type { SqliteStore } from '../src/index.ts';
import { openReading } from '../src/schema.ts';
import { RawLedger, rawRows } from './raw.ts';
import { elapsedMs, env, eventsPerTicket, inFolder, medianPair, ticketEvent } from './workload.ts';

const rounds = 7;
// Whole rounds of 256 tickets.
const count = 78 * 256 * eventsPerTicket;
const loads = 5_000;
const tickets = count / eventsPerTicket;

/** Tickets in an order that jumps over the whole file. */
const wanted = Array.from({ length: loads }, (_, index) => (index * 7919) % tickets);

async function readAll(store: SqliteStore): Promise<void> {
  let seen = 0;
  for await (const batch of store.readAll()) seen += batch.length;
  if (seen !== count) throw new Error(`read ${seen} of ${count} events`);
}

async function loadTickets(store: SqliteStore): Promise<void> {
  for (const ticket of wanted) {
    const events = await store.readStream(ticketEvent(ticket, 0).stream);
    if (events.length !== eventsPerTicket) throw new Error(`ticket ${ticket} has ${events.length} events`);
  }
}

/** The bare driver: a scan and `JSON.parse` of both texts. */
function rawScan(path: string): () => void {
  const db = openReading(path, 1000);
  const scan = db.prepare('SELECT * FROM events ORDER BY position');
  return () => {
    let seen = 0;
    for (const row of scan.iterate()) {
      JSON.parse(row['data'] as string);
      JSON.parse(row['metadata'] as string);
      seen += 1;
    }
    if (seen !== count) throw new Error(`scanned ${seen} of ${count} rows`);
  };
}

/** The bare driver with what it offers for speed: rows as arrays, only the columns that are parsed. */
function rawFastScan(path: string): () => void {
  const db = openReading(path, 1000);
  const scan = db.prepare('SELECT data, metadata FROM events ORDER BY position', { returnArrays: true });
  return () => {
    for (const row of scan.iterate()) {
      const [data, metadata] = row as unknown as [string, string];
      JSON.parse(data);
      JSON.parse(metadata);
    }
  };
}

/** A prepared read of the same rows, by the stream's number, and `JSON.parse` of both texts. */
function rawLoads(path: string): () => void {
  const db = openReading(path, 1000);
  const read = db.prepare('SELECT * FROM events WHERE stream = ? ORDER BY revision');
  return () => {
    for (const ticket of wanted)
      for (const row of read.all(ticket + 1)) {
        JSON.parse(row['data'] as string);
        JSON.parse(row['metadata'] as string);
      }
  };
}

async function compare(
  name: string,
  units: number,
  unit: string,
  ours: () => unknown,
  against: () => unknown,
): Promise<BenchResult> {
  const rate = (work: () => unknown) => async () => (units / (await elapsedMs(work))) * 1000;
  const pair = await medianPair(rounds, rate(ours), rate(against));
  return { name, ...pair, unit, ratio: pair.ours / pair.against, aim: 0.6 };
}

/** Reads through the store, decoded, against the bare driver on the same file. */
export const bench = (): Promise<BenchResult[]> =>
  inFolder(async (path) => {
    const ledger = new RawLedger(path);
    ledger.insertInBatches(rawRows(count, 256), 5000);
    ledger.db.close();
    const store = openSqliteStore({ path, env, readOnly: true });
    const [all, load] = [() => readAll(store), () => loadTickets(store)];
    const results = [
      await compare('sqlite: read all, decoded', count, 'events/s', all, rawScan(path)),
      await compare(
        'sqlite: read all, decoded, against two columns as arrays',
        count,
        'events/s',
        all,
        rawFastScan(path),
      ),
      await compare('sqlite: ticket loads of ten events', loads, 'tickets/s', load, rawLoads(path)),
    ];
    await store.close();
    return results;
  });
