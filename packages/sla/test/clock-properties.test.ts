import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClockInterval, ClockLedger, Target } from '../src/index.ts';
import { budgetOf, clockLedger } from '../src/index.ts';
import type { History } from './support/arbitrary-tickets.ts';
import { arbitraryHistory } from './support/arbitrary-tickets.ts';

const ledgerAt = ({ events }: History, untilMs: number): ClockLedger => {
  const ledger = clockLedger(events, untilMs);
  if (ledger === undefined) throw new Error('no ticket yet');
  return ledger;
};
const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
const lengthOf = ({ fromMs, toMs }: Pick<ClockInterval, 'fromMs' | 'toMs'>) => toMs - fromMs;
const missedMs = (target: Target) => (target.state === 'missed' ? target.missedAtMs : undefined);
const nameOf = ({ kind, startedBy }: Target) => `${kind} ${startedBy}`;

/** The parts of intervals that lie in [fromMs, toMs). */
const clip = (intervals: readonly ClockInterval[], fromMs: number, toMs: number) =>
  intervals
    .map((one) => ({ ...one, fromMs: Math.max(one.fromMs, fromMs), toMs: Math.min(one.toMs, toMs) }))
    .filter((one) => one.fromMs < one.toMs);

describe('a clock ledger', () => {
  test('leaves no gap and no overlap, and its parts sum to the elapsed time', () => {
    fc.assert(
      fc.property(arbitraryHistory(true), (history) => {
        const { intervals, summary, episodes, spans, fromMs } = ledgerAt(history, history.untilMs);
        const edges = [fromMs, ...intervals.map(({ toMs }) => toMs)];
        expect(intervals.map((one) => one.fromMs)).toEqual(edges.slice(0, -1));
        expect(edges.at(-1)).toBe(history.untilMs);
        expect(intervals.every((one) => one.fromMs < one.toMs)).toBe(true);
        const owned = (owner: string) => sum(intervals.filter((one) => one.owner === owner).map(lengthOf));
        expect(summary).toMatchObject({
          elapsedMs: history.untilMs - fromMs,
          deskMs: owned('desk'),
          requesterMs: owned('requester'),
          thirdPartyMs: owned('third-party'),
          closedHoursMs: owned('closed-hours'),
          nobodyMs: owned('nobody'),
        });
        const { deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs, held } = summary;
        expect(deskMs + requesterMs + thirdPartyMs + closedHoursMs + nobodyMs).toBe(summary.elapsedMs);
        expect(held.deskMs + held.requesterMs + held.thirdPartyMs + nobodyMs).toBe(summary.elapsedMs);
        expect(sum(episodes.map((one) => one.summary.elapsedMs)) + nobodyMs).toBe(summary.elapsedMs);
        expect(sum(episodes.map(lengthOf)) + nobodyMs).toBe(summary.elapsedMs);
        expect(sum(spans.map(lengthOf))).toBe(summary.elapsedMs);
      }),
    );
  });

  test('gives closed hours what the governing calendar has closed, and nothing else', () => {
    fc.assert(
      fc.property(arbitraryHistory(true), (history) => {
        const { intervals, spans } = ledgerAt(history, history.untilMs);
        for (const one of intervals.filter(({ owner }) => owner !== 'nobody')) {
          const calendar = spans.find((span) => span.fromMs <= one.fromMs && one.toMs <= span.toMs)?.standing
            .terms.calendar;
          expect(calendar?.between(one.fromMs, one.toMs)).toBe(
            one.owner === 'closed-hours' ? 0 : lengthOf(one),
          );
        }
      }),
    );
  });

  test('counts for a target what it books for the desk, and misses it when that reaches the budget', () => {
    fc.assert(
      fc.property(arbitraryHistory(false), (history) => {
        const { intervals, targets } = ledgerAt(history, history.untilMs);
        const terms = history.events[0]?.terms;
        for (const target of targets) {
          const counts = (one: ClockInterval) =>
            (target.clock === 'wall' ? one.holder : one.owner) === 'desk';
          const endMs = 'end' in target && target.end !== undefined ? target.end.atMs : history.untilMs;
          const desk = clip(intervals, target.startedAtMs, endMs).filter(counts);
          expect(target.usedMs).toBe(sum(desk.map(lengthOf)));
          expect(terms && budgetOf(target.within, terms.calendar, target.startedAtMs).budgetMs).toBe(
            target.budgetMs,
          );
          expect(target.state === 'missed').toBe(target.usedMs >= target.budgetMs);
          const missedAtMs = missedMs(target);
          if (missedAtMs !== undefined) {
            expect(sum(clip(desk, target.startedAtMs, missedAtMs).map(lengthOf))).toBe(target.budgetMs);
            expect(desk.some((one) => one.fromMs < missedAtMs && missedAtMs <= one.toMs)).toBe(true);
          }
          if (target.state === 'running' || target.state === 'paused')
            expect(target.remainingMs).toBe(target.budgetMs - target.usedMs);
        }
      }),
    );
  });

  test('never books a miss or a warning outside the time of the desk, whatever the terms become', () => {
    fc.assert(
      fc.property(arbitraryHistory(true), (history) => {
        const { intervals, targets } = ledgerAt(history, history.untilMs);
        for (const target of targets) {
          const passed = [missedMs(target), target.warnAtMs].filter(
            (ms) => ms !== undefined && ms < history.untilMs,
          );
          // A budget may run out with the last moment of the desk, or by new terms with its first.
          for (const ms of passed)
            expect(
              intervals.some(
                (one) => one.holder === 'desk' && one.fromMs <= Number(ms) && Number(ms) <= one.toMs,
              ),
            ).toBe(true);
        }
      }),
    );
  });

  test('reads the same at any earlier moment, whether the rest is known or not', () => {
    fc.assert(
      fc.property(arbitraryHistory(true), fc.double({ min: 0, max: 1, noNaN: true }), (history, share) => {
        const whole = ledgerAt(history, history.untilMs);
        const splits = [
          ...history.events.map(({ atMs }) => atMs),
          whole.fromMs + Math.floor(share * whole.summary.elapsedMs),
        ];
        for (const splitMs of splits) {
          const known = { ...history, events: history.events.filter(({ atMs }) => atMs <= splitMs) };
          const before = ledgerAt(known, splitMs);
          expect(before).toEqual(ledgerAt(history, splitMs));
          const edges = (intervals: readonly ClockInterval[]) =>
            intervals.map(({ fromMs, toMs, owner }) => [fromMs, toMs, owner]);
          expect(edges(before.intervals)).toEqual(edges(clip(whole.intervals, whole.fromMs, splitMs)));
          for (const late of whole.targets.filter(({ startedAtMs }) => startedAtMs <= splitMs)) {
            const early = before.targets.find((one) => nameOf(one) === nameOf(late));
            const missedAtMs = missedMs(late);
            // Terms that first promise something later are the one way to be missed then and unheard of now.
            if (early === undefined) continue;
            expect(missedMs(early)).toBe(
              missedAtMs !== undefined && missedAtMs <= splitMs ? missedAtMs : undefined,
            );
            if (early.state === 'met') expect(late).toEqual(early);
          }
        }
      }),
    );
  });

  test('is due when it says, if nothing happens until then', () => {
    fc.assert(
      fc.property(arbitraryHistory(true), fc.double({ min: 0, max: 1, noNaN: true }), (history, share) => {
        for (const target of ledgerAt(history, history.untilMs).targets) {
          if ((target.state !== 'running' && target.state !== 'paused') || target.dueAtMs === undefined)
            continue;
          const { dueAtMs } = target;
          const later = (untilMs: number) =>
            ledgerAt(history, untilMs).targets.find((one) => nameOf(one) === nameOf(target));
          const betweenMs = history.untilMs + Math.floor(share * (dueAtMs - history.untilMs));
          if (betweenMs < dueAtMs)
            expect(later(betweenMs)).toMatchObject({ dueAtMs, warnAtMs: target.warnAtMs });
          expect(later(dueAtMs)).toMatchObject({
            state: 'missed',
            missedAtMs: dueAtMs,
            warnAtMs: target.warnAtMs,
          });
        }
      }),
    );
  });
});
