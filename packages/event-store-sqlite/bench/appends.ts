import type { BenchResult } from '../../../test/bench/result.ts';
import { openSqliteStore } from '../src/index.ts';
import { RawLedger, rawRows } from './raw.ts';
import {
  appendTickets,
  elapsedMs,
  env,
  eventsPerTicket,
  inFolder,
  medianPair,
  ticketsFrom,
} from './workload.ts';

const rounds = 15;

/** Durable appends of single events through the store, against the bare driver with `inFlight` rows to a transaction. Both on new files. */
async function compare(name: string, tickets: number, inFlight: number, aim: number): Promise<BenchResult> {
  const count = tickets * eventsPerTicket;
  const ready = [...ticketsFrom(0, tickets)];
  const rows = rawRows(count, inFlight);
  const ours = () =>
    inFolder(async (path) => {
      const store = openSqliteStore({ path, env });
      const ms = await elapsedMs(() => appendTickets(store, ready, inFlight));
      await store.close();
      return (count / ms) * 1000;
    });
  const against = () =>
    inFolder(async (path) => {
      const ledger = new RawLedger(path);
      const ms = await elapsedMs(() => ledger.insertInBatches(rows, inFlight));
      ledger.db.close();
      return (count / ms) * 1000;
    });
  const pair = await medianPair(rounds, ours, against);
  return { name, ...pair, unit: 'events/s', ratio: pair.ours / pair.against, aim };
}

/** Expected revisions are checked; the bare driver checks nothing and is given its rows ready to bind. */
export const bench = async (): Promise<BenchResult[]> => [
  await compare('sqlite: durable appends, 256 in flight', 256 * 8, 256, 0.6),
  await compare('sqlite: durable appends, one in flight', 200, 1, 0.8),
];
