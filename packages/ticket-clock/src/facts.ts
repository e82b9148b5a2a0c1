import type { Policy } from '@caselog/policy';
import type { Because, ClockEvent, ClockTerms, Holder } from '@caselog/sla';
import { evolve, toTicketEvent, type Lifecycle, type TicketEvent, type TicketState } from '@caselog/ticket';

/** A ticket's recorded event, as far as the clock reads it. */
export interface HistoryEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: { readonly occurredAt: string; readonly policyVersion?: string | undefined };
}

/** The policies that govern tickets, by the version stamped on their events. */
export interface Policies {
  policyOf(version: string): Policy;
  /** For tickets recorded without a version. */
  currentPolicy(): Policy;
}

const holders: Record<Lifecycle, Holder> = {
  opened: 'desk',
  triaged: 'desk',
  escalated: 'desk',
  'awaiting-data': 'requester',
  'third-party': 'third-party',
  resolved: 'nobody',
  surveyed: 'nobody',
};

/** Who holds a ticket in a state. Pure. Source: domain, "The clock ledger". */
export const holderOf = (lifecycle: Lifecycle): Holder => holders[lifecycle];

const becauseOf = (event: TicketEvent): Because | undefined => {
  switch (event.type) {
    case 'DataRequested':
      return { key: 'data-requested', params: { items: event.data.items.map((item) => item.kind) } };
    case 'WaitEnded':
      return event.data.because === 'supplied' ? { key: 'data-supplied' } : undefined;
    case 'TicketEscalated':
      return { key: 'escalated' };
    case 'TicketReferred':
      return { key: 'referred' };
    case 'TicketReopened':
      return { key: 'reopened' };
    default:
      return undefined;
  }
};

const replyOf = (event: TicketEvent): ClockEvent['reply'] =>
  event.type === 'ReplySent'
    ? 'to-requester'
    : event.type === 'RequesterReplied'
      ? 'from-requester'
      : undefined;

/** The policy that governs a ticket in its present episode. Pure. */
export const governingPolicy = (policies: Policies, { context }: TicketState): Policy =>
  context.policyVersion === null ? policies.currentPolicy() : policies.policyOf(context.policyVersion);

const termsOf = (policies: Policies, state: TicketState): ClockTerms =>
  governingPolicy(policies, state).termsFor(state.context.priority);

/** One event as the clock takes it; what did not change is left out. */
const factOf = (
  event: HistoryEvent,
  before: TicketState | undefined,
  after: TicketState,
  policies: Policies,
): ClockEvent => {
  const ticketEvent = toTicketEvent(event);
  const state = after.configuration.lifecycle;
  const moved = before?.configuration.lifecycle !== state;
  const terms = termsOf(policies, after);
  const governs = before === undefined || termsOf(policies, before) !== terms;
  const because = becauseOf(ticketEvent);
  const reply = replyOf(ticketEvent);
  return {
    eventId: event.id,
    atMs: Date.parse(event.metadata.occurredAt),
    ...(moved && { state, holder: holderOf(state) }),
    ...(moved && because && { because }),
    ...(reply && { reply }),
    ...(governs && { terms }),
  };
};

/** A ticket as history left it, and its facts as the clock takes them. */
export interface ClockFacts {
  readonly state: TicketState | undefined;
  readonly facts: readonly ClockEvent[];
}

/** Reads a ticket's history for the clock. Pure. @throws ForbiddenEventError when the chart forbids an event. */
export const clockFacts = (history: Iterable<HistoryEvent>, policies: Policies): ClockFacts => {
  let state: TicketState | undefined;
  const facts: ClockEvent[] = [];
  for (const event of history) {
    const after = evolve(state, toTicketEvent(event));
    facts.push(factOf(event, state, after, policies));
    state = after;
  }
  return { state, facts };
};
