import type { RecordedEvent } from '@caselog/event-store';
import { clockLedger, type ClockLedger, type Target } from '@caselog/sla';
import {
  evolve,
  ticketIdOf,
  toTicketEvent,
  type EventData,
  type TicketEvent,
  type TicketState,
} from '@caselog/ticket';
import { clockFacts, type Policies } from '@caselog/ticket-clock';
import type {
  Entry,
  Happening,
  PromiseKept,
  RecordedFact,
  Span,
  Standing,
  SurveyLeg,
  TicketCase,
} from './case.ts';

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

const surveyEnds: Readonly<Record<string, NonNullable<SurveyLeg['end']>['how']>> = {
  SurveyAnswered: 'answered',
  SurveyLapsed: 'lapsed',
  SurveyBounced: 'bounced',
  SurveyDeclined: 'declined',
  SurveySuppressed: 'suppressed',
  TicketReopened: 'reopened',
};

/** Follows the survey legs of a ticket. */
class Surveys {
  readonly legs: Mutable<SurveyLeg>[] = [];

  take(event: TicketEvent, after: TicketState, when: Happening): void {
    if (event.type === 'TicketResolved') {
      const { episode, language } = after.context;
      const { outcome, resolvedBy } = event.data;
      const leg = { episode, language, outcome: outcome?.kind ?? null, team: resolvedBy.team };
      this.legs.push({ ...leg, resolved: when, asked: undefined, end: undefined, answers: [] });
      return;
    }
    const leg = this.legs.at(-1);
    if (leg === undefined) return;
    if (event.type === 'SurveyAnswered' || event.type === 'SurveyAnswerChanged')
      leg.answers = [...leg.answers, { ...when, score: event.data.score }];
    if (leg.end !== undefined) return;
    if (event.type === 'SurveyScheduled') leg.language = event.data.language;
    if (event.type === 'SurveySent') leg.asked ??= when;
    const how = surveyEnds[event.type];
    if (how !== undefined) leg.end = { ...when, how };
  }
}

interface Read {
  readonly entries: readonly Entry[];
  readonly standings: readonly Standing[];
  readonly surveys: readonly SurveyLeg[];
  readonly firstReply: Happening | undefined;
}

const happeningOf = ({ metadata }: RecordedEvent): Happening => ({
  atMs: Date.parse(metadata.occurredAt),
  recordedMs: Date.parse(metadata.recordedAt),
});

const isInferred = (event: TicketEvent): boolean => 'inferred' in event.data && event.data.inferred === true;

const read = (history: readonly RecordedEvent[]): Read => {
  const [entries, standings]: [Entry[], Standing[]] = [[], []];
  const surveys = new Surveys();
  let firstReply: Happening | undefined;
  let state: TicketState | undefined;
  for (const recorded of history) {
    const event = toTicketEvent(recorded);
    const before = state;
    state = evolve(state, event);
    const when = happeningOf(recorded);
    const { lifecycle } = state.configuration;
    if (lifecycle !== before?.configuration.lifecycle)
      entries.push({
        ...when,
        state: lifecycle,
        episode: state.context.episode,
        inferred: isInferred(event),
      });
    const { priority, team } = state.context;
    if (priority !== before?.context.priority || team !== before.context.team)
      standings.push({ ...when, priority, team });
    surveys.take(event, state, when);
    if (event.type === 'ReplySent') firstReply ??= when;
  }
  return { entries, standings, surveys: surveys.legs, firstReply };
};

const spansOf = (ledger: ClockLedger): readonly Span[] =>
  ledger.spans.map(({ fromMs, toMs, standing, closedBy, openMs }) => ({
    fromMs,
    toMs: closedBy === undefined ? Number.POSITIVE_INFINITY : toMs,
    holder: standing.holder,
    episode: standing.episode,
    calendar: standing.terms.calendar,
    openMs,
  }));

/** When a target runs out if nothing else happens; undefined when that cannot be told. Pure. */
const runsOutAt = (target: Target): number | undefined => {
  switch (target.state) {
    case 'missed':
      return target.missedAtMs;
    case 'running':
    case 'paused':
      return target.dueAtMs;
    case 'met':
    case 'cancelled':
      return undefined;
    default:
      return target satisfies never;
  }
};

/** A target as a promise that any later instant can judge. Pure. */
export const promiseOf = (target: Target): PromiseKept => {
  const { kind, episode, startedAtMs } = target;
  const end = 'end' in target && target.end ? { atMs: target.end.atMs, how: target.end.how } : undefined;
  return { kind, episode, startedAtMs, missedAtMs: runsOutAt(target), end };
};

const inOrder = (history: readonly RecordedEvent[]): boolean =>
  history.every(
    ({ metadata }, index) => index === 0 || history[index - 1]!.metadata.occurredAt <= metadata.occurredAt,
  );

/**
 * Reads a ticket's whole history, as decoded, for the boards. Observably pure.
 * @throws ForbiddenEventError when the chart forbids an event, and what the policies throw.
 */
export const caseOf = (history: readonly RecordedEvent[], policies: Policies): TicketCase => {
  const [opening] = history;
  const ticketId = opening && ticketIdOf(opening.stream);
  if (ticketId === undefined) throw new Error(`${opening?.stream ?? 'nothing'} is no ticket`);
  const { source = null, customerId } = opening!.data as EventData<'TicketOpened'>;
  const { facts } = clockFacts(history, policies);
  const lastMs = Math.max(...facts.map(({ atMs }) => atMs));
  // One millisecond on, so that how it stands after the last event is a span as well.
  const ledger = clockLedger(facts, lastMs + 1)!;
  const recordedMs = history.map(({ metadata }) => Date.parse(metadata.recordedAt));
  const [first, last] = [recordedMs[0]!, recordedMs.at(-1)!];
  const isInOrder = inOrder(history);
  const isWhole = source !== null && isInOrder && first === last;
  const own = read(history);
  return {
    ticketId,
    source,
    customerId,
    ...own,
    spans: spansOf(ledger),
    // To a ticket of another system's log this desk promised nothing while it lived there.
    promises: source === null ? ledger.targets.map(promiseOf) : [],
    isInOrder,
    hasOneTerms: new Set(facts.map(({ terms }) => terms).filter((terms) => terms !== undefined)).size <= 1,
    recordedMs: { first, last },
    facts: isWhole
      ? undefined
      : facts.map((fact, index): RecordedFact => ({ fact, recordedMs: recordedMs[index]! })),
    revision: history.at(-1)!.revision,
  };
};
