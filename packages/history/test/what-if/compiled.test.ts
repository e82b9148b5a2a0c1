import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshColumns } from '@caselog/columns';
import { systemEnv, toInstant } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { defaultPolicy } from '@caselog/policy';
import type { Target } from '@caselog/sla';
import { aHistory } from '@caselog/ticket/testing';
import { fold, type SurveyPlan, type TicketEvent } from '@caselog/ticket';
import { dueMoments, ticketClock, type HistoryEvent, type Policies } from '@caselog/ticket-clock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendInTurns } from '@caselog/columns/testing';
import {
  ticketDifferences,
  type TargetThere,
  type TicketDecisions,
} from '../../src/what-if/ticket-difference.ts';
import { whatIfParams } from '../../src/what-if/what-if.ts';
import { aPolicy, policiesOf } from './arbitrary-policies.ts';

const env = systemEnv;
const untilMs = Date.UTC(2027, 1, 1);

const toHistory = (history: readonly TicketEvent[]): HistoryEvent[] =>
  history.map(({ type, at, data, policyVersion }, n) => ({
    id: `${n}`,
    type,
    data,
    metadata: { occurredAt: at, policyVersion },
  }));

/** What the clock ledger says of a target, as what-if says it. */
const told = (target: Target): TargetThere => {
  const isOpen = target.state === 'running' || target.state === 'paused';
  const warned = target.warnAtMs !== undefined && (!isOpen || target.warnAtMs < untilMs);
  return {
    kind: target.kind,
    episode: target.episode,
    startedAt: toInstant(target.startedAtMs),
    budgetMs: target.budgetMs,
    outcome: isOpen ? 'open' : target.state,
    missedAt: target.state === 'missed' ? toInstant(target.missedAtMs) : null,
    warnedAt: warned ? toInstant(target.warnAtMs) : null,
  };
};

const sorted = (targets: readonly TargetThere[]): TargetThere[] =>
  targets.toSorted((a, b) => `${a.startedAt} ${a.kind}`.localeCompare(`${b.startedAt} ${b.kind}`));

/** Everything what-if decides of each ticket of a ledger, under its own policies. */
const decisionsOf = async (histories: readonly (readonly TicketEvent[])[], policies: Policies) => {
  const store = createMemoryStore({ env });
  await appendInTurns(store, histories, 0, 80);
  const folder = mkdtempSync(join(tmpdir(), 'caselog-what-if-'));
  const columns = await refreshColumns({ store, folder, env });
  try {
    const params = whatIfParams(columns, { policies, candidate: policies.currentPolicy(), untilMs });
    return [
      ...ticketDifferences(
        columns,
        params,
        histories.map((_, n) => n),
      ),
    ];
  } finally {
    columns.close();
    rmSync(folder, { recursive: true });
  }
};

/** The surveys that the rules of a ticket's policies would plan, resolution by resolution. */
const plannedFor = (history: readonly TicketEvent[], policies: Policies): SurveyPlan[] =>
  history.flatMap((event, index) => {
    if (event.type !== 'TicketResolved') return [];
    const { policyVersion, language } = fold(history.slice(0, index + 1))!.context;
    const { rules } = policyVersion === null ? policies.currentPolicy() : policies.policyOf(policyVersion);
    const outcome = event.data.outcome ?? { kind: 'solved' as const, whatWasDone: '' };
    return [rules.planSurvey({ outcome, language, resolvedAt: event.at })];
  });

const planOf = ({ end, sendAfter, closesAt }: TicketDecisions['surveys'][number], plan: SurveyPlan) =>
  plan.plan === 'suppress'
    ? { plan: end === 'suppressed' ? 'suppress' : end, reason: plan.reason }
    : { plan: 'schedule', sendAfter, closesAt };

describe('Decisions by compiled tables', () => {
  it('are those of the clock ledger and of the rules of the policy', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aHistory(35), { minLength: 20, maxLength: 40, size: 'max' }),
        aPolicy,
        aPolicy,
        async (histories, one, two) => {
          const policies = policiesOf(one, two);
          for (const [n, { own }] of (await decisionsOf(histories, policies)).entries()) {
            const history = histories[n]!;
            const clock = ticketClock(toHistory(history), policies, untilMs);
            expect(sorted(own.targets)).toEqual(sorted(clock!.ledger.targets.map(told)));
            const planned = plannedFor(history, policies);
            expect(own.surveys.map((survey, place) => planOf(survey, planned[place]!))).toEqual(planned);
          }
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);

  it('remind and close for silence at the moments that fall due', async () => {
    const [opening] = fc.sample(aHistory(1), { numRuns: 1, seed: 3 })[0]!;
    const asked: TicketEvent[] = [
      { ...opening!, at: '2026-03-02T09:00:00.000Z', policyVersion: undefined },
      { type: 'DataRequested', at: '2026-03-03T10:00:00.000Z', data: { items: [] } },
    ];
    const policies = policiesOf(defaultPolicy, defaultPolicy);
    const clock = ticketClock(toHistory(asked), policies, untilMs)!;
    const due = dueMoments(clock, toHistory(asked), policies).filter(
      ({ kind }) => kind === 'reminder' || kind === 'silence',
    );
    for (const [place, { dueAtMs }] of due.entries()) {
      const answer = (atMs: number): TicketEvent[] => [
        ...asked,
        { type: 'WaitEnded', at: toInstant(atMs), data: { because: 'resumed' } },
      ];
      const [before, after] = await decisionsOf([answer(dueAtMs), answer(dueAtMs + 1)], policies);
      const count = ({ reminders, silenceClosings }: { reminders: number; silenceClosings: number }) =>
        reminders + silenceClosings;
      expect([count(before!.own), count(after!.own)]).toEqual([place, place + 1]);
    }
    expect(due).toHaveLength(3);
  }, 60_000);
});
