import fc from 'fast-check';
import { canHappen, eventTypes, evolve, outcomeKinds } from '../src/index.ts';
import type {
  EventData,
  Outcome,
  TicketEvent,
  TicketEventOf,
  TicketEventType,
  TicketState,
} from '../src/index.ts';

/** Instants within one year, in milliseconds, so that windows open and close within a history. */
const anInstant = fc
  .integer({ min: 0, max: 365 * 86_400 })
  .map((s) => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString());
const aTicketId = fc.constantFrom(
  '018f0000-0000-7000-8000-000000000001',
  '018f0000-0000-7000-8000-000000000002',
);
const anItemId = fc.constantFrom('logs', 'headers', 'steps');
const anId = fc.constantFrom('anna', 'team-1', 'team-2', 'outage-1');
const aPriority = fc.constantFrom('P1', 'P2', 'P3', 'P4');
const aChannel = fc.constantFrom('phone', 'chat', 'email');
const aTarget = fc.record({
  target: fc.constantFrom('first-response', 'next-response', 'resolution'),
  episode: fc.integer({ min: 1, max: 3 }),
  dueAt: anInstant,
});
const anInference = fc.constantFrom({}, { inferred: true as const });
const aReply = fc.record({ channel: aChannel, body: fc.constant('a reply') });
const anAssignment = fc.record({ assigneeId: fc.option(anId), team: fc.option(anId) });
const aCredit = fc.constantFrom('requested', 'not-requested');
const aSurveyAnswer = fc.record({ score: fc.integer({ min: 1, max: 5 }), comment: fc.constant(null) });
const anOutage = fc.record({ outageId: anId, serviceCredit: aCredit, incidentReport: aCredit });
const aLink = fc.record({ kind: fc.constantFrom('duplicate-of', 'related-to'), ticketId: aTicketId });

const outcomes: Record<Outcome['kind'], object> = {
  solved: { whatWasDone: 'reset the token' },
  'self-serve': { solution: 'sign in again' },
  answered: { answer: 'yes' },
  'missing-feature': {},
  'not-reproduced': { recommendations: 'try again' },
  'third-party-problem': { contact: 'the carrier' },
  'not-resolvable': { why: 'not supported' },
  'known-outage-resolved': {
    outageId: 'outage-1',
    serviceCredit: 'requested',
    incidentReport: 'not-requested',
  },
  'no-reply': {},
  duplicate: { of: '018f0000-0000-7000-8000-000000000001' },
};

/** Any outcome, whole. */
export const anOutcome = fc
  .constantFrom(...outcomeKinds)
  .map((kind) => ({ kind, ...outcomes[kind] }) as Outcome);

/** The data of any event of a type. */
const dataOf: { readonly [Type in TicketEventType]: fc.Arbitrary<EventData<Type>> } = {
  TicketOpened: fc.record({
    requesterId: anId,
    customerId: fc.option(anId),
    requesterEmail: fc.constantFrom(null, 'requester@example.org'),
    channel: aChannel,
    language: fc.constantFrom('en', 'ja'),
    subject: fc.constant('cannot sign in'),
    description: fc.constant(null),
    impact: fc.constant(null),
    priority: aPriority,
  }) as fc.Arbitrary<EventData<'TicketOpened'>>,
  TicketTriaged: anInference,
  DataRequested: fc.record({
    items: fc.array(
      fc.record({
        itemId: anItemId,
        kind: fc.constant('log-files' as const),
        text: fc.constant('please'),
      }),
      { maxLength: 3 },
    ),
  }),
  WaitEnded: fc.record({ because: fc.constantFrom('supplied', 'requester-replied', 'resumed') }),
  TicketEscalated: fc.record({ team: fc.option(anId), reason: fc.constant(null) }),
  TicketReferred: fc.record({ partnerId: fc.option(anId), brief: fc.constant(null) }),
  TicketResolved: fc.record({
    outcome: fc.option(anOutcome),
    resolvedBy: anAssignment,
    reopenableUntil: fc.option(anInstant),
  }),
  TicketReopened: fc.record({ to: fc.constantFrom('triaged', 'escalated'), reason: fc.constant(null) }),
  ReplySent: aReply,
  RequesterReplied: aReply,
  TargetWarned: aTarget,
  TargetMissed: aTarget,
  SurveyScheduled: fc.record({ sendAfter: anInstant, closesAt: anInstant, language: fc.constant('en') }),
  SurveySent: fc.record({ messageId: fc.constant('<m@desk>') }),
  SurveyReminded: fc.record({ number: fc.integer({ min: 1, max: 2 }), messageId: fc.constant('<m@desk>') }),
  SurveyAnswered: aSurveyAnswer,
  SurveyAnswerChanged: aSurveyAnswer,
  SurveyLapsed: anInference,
  SurveyBounced: fc.record({ status: fc.constant('5.1.1') }),
  SurveyDeclined: fc.constant({}),
  SurveySuppressed: fc.record({ reason: fc.constant('duplicate') }),
  TicketAssigned: anAssignment,
  TicketReassigned: anAssignment,
  TicketReprioritised: fc.record({ impact: fc.constant(null), priority: aPriority }) as fc.Arbitrary<
    EventData<'TicketReprioritised'>
  >,
  NoteAdded: fc.record({ body: fc.constant('a note') }),
  DataItemSupplied: fc.record({ itemId: anItemId, text: fc.constant(null), files: fc.constant([]) }),
  RequesterThanked: fc.record({ body: fc.constant(null) }),
  ReminderIssued: fc.record({ number: fc.integer({ min: 1, max: 3 }) }),
  ReopenWindowClosed: fc.record({ episode: fc.integer({ min: 1, max: 3 }), closedAt: anInstant }),
  OutageLinked: anOutage,
  OutageUnlinked: fc.record({ outageId: anId }),
  TicketLinked: aLink,
  TicketUnlinked: aLink,
  FactRecorded: fc.record({ attributes: fc.constantFrom({}, { category: 'sign-in' }) }) as fc.Arbitrary<
    EventData<'FactRecorded'>
  >,
  NonconformingFactRecorded: fc.record({
    row: fc.constant({ state: 'New' }),
    reason: fc.constant('no path'),
  }),
};

const ofType = <Type extends TicketEventType>(type: Type): fc.Arbitrary<TicketEventOf<Type>> =>
  fc.record({
    type: fc.constant(type),
    at: anInstant,
    data: dataOf[type],
    policyVersion: fc.constantFrom(undefined, 'reference-1', 'reference-2'),
  });

/** Any opening. */
export const anOpening = ofType('TicketOpened');

/** Any event at all, most of which some ticket would refuse. */
export const anyEvent: fc.Arbitrary<TicketEvent> = fc.oneof(...eventTypes.map((type) => ofType(type)));

/** An opening followed by arbitrary events, allowed or not. */
export const anyAttempts = (maxLength = 40): fc.Arbitrary<readonly TicketEvent[]> =>
  fc
    .tuple(anOpening, fc.array(anyEvent, { maxLength, size: 'max' }))
    .map(([opening, rest]) => [opening, ...rest]);

/** A history the chart allows: what it refuses of arbitrary attempts is left out. Instants never run backwards. */
export const aHistory = (maxLength = 60): fc.Arbitrary<readonly TicketEvent[]> =>
  anyAttempts(maxLength).map((attempts) => {
    const times = attempts.map((event) => event.at).toSorted();
    let state: TicketState | undefined;
    return attempts.flatMap((attempt, index) => {
      const event = { ...attempt, at: times[index] ?? attempt.at };
      if (!canHappen(state, event)) return [];
      state = evolve(state, event);
      return [event];
    });
  });
