import type { ClockLedger, ClockSummary } from '@caselog/sla';
import { ticketClock, type Policies } from '@caselog/ticket-clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  uciLedger,
  readHistories,
  referencePolicies,
  type Histories,
  type UciLedger,
} from '../support/uci-histories.ts';

let uci: UciLedger;
let histories: Histories;
let policies: Policies;
beforeAll(async () => {
  uci = await uciLedger();
  histories = await readHistories(uci.store);
  policies = await referencePolicies();
}, 300_000);
afterAll(() => uci[Symbol.asyncDispose]());

const partsOf = ({ deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs }: ClockSummary): number =>
  deskMs + requesterMs + thirdPartyMs + closedHoursMs + nobodyMs;

/** What is wrong with an account of the time from `fromMs` to `untilMs`; nothing when it is exact. */
const faultsOf = ({ summary, intervals, episodes }: ClockLedger, fromMs: number, untilMs: number) => {
  const faults: string[] = [];
  const expectEqual = (what: string, found: number, wanted: number) => {
    if (found !== wanted) faults.push(`${what}: ${found}, not ${wanted}`);
  };
  expectEqual('the parts', partsOf(summary), untilMs - fromMs);
  expectEqual('the time that passed', summary.elapsedMs, untilMs - fromMs);
  expectEqual('the end of the last interval', intervals.at(-1)?.toMs ?? untilMs, untilMs);
  let doneMs = fromMs;
  for (const interval of intervals) {
    expectEqual('the beginning of an interval', interval.fromMs, doneMs);
    doneMs = interval.toMs;
  }
  for (const { number, summary: own, fromMs: begin, toMs } of episodes)
    expectEqual(`the parts of episode ${number}`, partsOf(own), toMs - begin);
  return faults;
};

describe('the clock ledger of the whole UCI log', () => {
  it('accounts for every millisecond of all 24,918 tickets: the parts sum to the time that passed', () => {
    const { byTicket, untilMs } = histories;
    const wrong: string[] = [];
    let accounts = 0;
    for (const [stream, history] of byTicket) {
      const { ledger } = ticketClock(history, policies, untilMs)!;
      accounts += 1;
      const openedMs = Date.parse(history[0]!.metadata.occurredAt);
      for (const fault of faultsOf(ledger, openedMs, untilMs)) wrong.push(`${stream}: ${fault}`);
    }
    expect({ accounts, wrong: wrong.slice(0, 20) }).toEqual({ accounts: 24_918, wrong: [] });
  });
});
