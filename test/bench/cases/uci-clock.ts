import { ticketClock, type Policies } from '@caselog/ticket-clock';
import { uciLedger, readHistories, referencePolicies, type Histories } from '../../support/uci-histories.ts';
import type { BenchResult } from '../result.ts';

/** What the product promises: the accounts of all 24,918 tickets, each with its targets. */
const limitMs = 3_000;
/** Beside it, and no part of the promise: reading and decoding the events of all tickets. */
const readingLimitMs = 10_000;

const computeMs = ({ byTicket, untilMs }: Histories, policies: Policies): number => {
  const startMs = performance.now();
  for (const [stream, history] of byTicket) {
    const { summary } = ticketClock(history, policies, untilMs)!.ledger;
    const { deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs } = summary;
    if (deskMs + requesterMs + thirdPartyMs + closedHoursMs + nobodyMs !== summary.elapsedMs)
      throw new Error(`the parts of ${stream} do not sum to the time that passed`);
  }
  return performance.now() - startMs;
};

const against = (name: string, ours: number, limit: number): BenchResult => ({
  name,
  ours,
  against: limit,
  unit: 'ms',
  ratio: limit / ours,
  aim: 1,
});

/** The best of three: against a fixed limit, whatever else the machine does only disturbs. */
const rounds = 3;

/** The clock ledger of the whole UCI log, computed from its events, and beside it how long reading them takes. */
export const bench = async (): Promise<BenchResult[]> => {
  await using uci = await uciLedger();
  const policies = await referencePolicies();
  let [readingMs, clockMs] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    const startMs = performance.now();
    const histories = await readHistories(uci.store);
    readingMs = Math.min(readingMs, performance.now() - startMs);
    if (histories.byTicket.size !== 24_918) throw new Error(`the log has ${histories.byTicket.size} tickets`);
    clockMs = Math.min(clockMs, computeMs(histories, policies));
  }
  return [
    against('clock ledgers of the whole UCI log, against the limit', clockMs, limitMs),
    against('clock ledgers of the whole UCI log: reading its events', readingMs, readingLimitMs),
  ];
};
