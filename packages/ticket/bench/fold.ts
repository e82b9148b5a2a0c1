import fc from 'fast-check';
import { initialTransition, transition } from 'xstate';
import type { BenchResult } from '../../../test/bench/result.ts';
import { fold, ticketMachine, type TicketEvent, type TicketEventOf } from '../src/index.ts';
import { aHistory } from '../testing/arbitraries.ts';

type Histories = readonly (readonly TicketEvent[])[];

const foldByXState = (histories: Histories): void => {
  for (const [opening, ...rest] of histories) {
    let [snapshot] = initialTransition(ticketMachine, opening as TicketEventOf<'TicketOpened'>);
    for (const event of rest) [snapshot] = transition(ticketMachine, snapshot, event);
  }
};
const foldCompiled = (histories: Histories): void => {
  for (const history of histories) fold(history);
};

/** Best of five: the machine is noisy, and what slows a run down is never the code getting slower. */
const secondsOf = (work: () => void): number => {
  const once = (): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };
  return Math.min(...Array.from({ length: 5 }, once));
};

/** The compiled chart against XState's own `transition()` on the same histories (law 3). */
export const bench = async (): Promise<BenchResult[]> => {
  const histories = fc.sample(aHistory(40), { numRuns: 1_000, seed: 1 });
  const events = histories.reduce((sum, history) => sum + history.length, 0);
  const repeats = 20;
  const compiledSeconds = secondsOf(() => {
    for (let n = 0; n < repeats; n += 1) foldCompiled(histories);
  });
  const ours = (events * repeats) / compiledSeconds;
  const against = events / secondsOf(() => foldByXState(histories));
  return [
    {
      name: 'compiled fold against XState transition()',
      ours,
      against,
      unit: 'events/s',
      ratio: ours / against,
      aim: 100,
    },
  ];
};
