import type { TicketEvent, TicketEventOf, TicketEventType } from '../events.ts';
import type { Instant, TicketId } from '../ids.ts';
import type { OutcomeKind } from '../outcomes.ts';
import type { Priority } from '../priority.ts';

/** What guards, clocks and lists need of a ticket. Nothing here is personal, so history folds the same when texts are sealed or gone. */
export interface TicketContext {
  /** 1 for the first life of the ticket; each reopening begins the next. */
  readonly episode: number;
  /** The version of the policy that governs this episode: what was promised when it began. */
  readonly policyVersion: string | null;
  readonly openedAt: Instant;
  readonly requesterId: string;
  readonly customerId: string | null;
  readonly language: string;
  readonly priority: Priority;
  readonly assigneeId: string | null;
  readonly team: string | null;
  readonly partnerId: string | null;
  /** Items asked for and not yet supplied, in the order asked. */
  readonly openItems: readonly string[];
  readonly firstRespondedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly outcome: OutcomeKind | null;
  readonly reopenableUntil: Instant | null;
  /** Until when the survey of this episode is answered, and its answer changed; null: none was planned. */
  readonly surveyClosesAt: Instant | null;
  readonly outageId: string | null;
  readonly serviceCredit: boolean;
  readonly incidentReport: boolean;
  readonly links: readonly { readonly kind: string; readonly ticketId: TicketId }[];
}

type Update<Type extends TicketEventType> = (
  context: TicketContext,
  event: TicketEventOf<Type>,
) => Partial<TicketContext>;

const assignment: Update<'TicketAssigned' | 'TicketReassigned'> = (_, { data }) => ({
  assigneeId: data.assigneeId,
  team: data.team,
});
const requested = (value: 'requested' | 'not-requested'): boolean => value === 'requested';

/** The context of a ticket that has just been opened. Pure. */
export const contextOf = ({ at, data, policyVersion }: TicketEventOf<'TicketOpened'>): TicketContext => ({
  episode: 1,
  policyVersion: policyVersion ?? null,
  openedAt: at,
  requesterId: data.requesterId,
  customerId: data.customerId,
  language: data.language,
  priority: data.priority,
  assigneeId: null,
  team: null,
  partnerId: null,
  openItems: [],
  firstRespondedAt: null,
  resolvedAt: null,
  outcome: null,
  reopenableUntil: null,
  surveyClosesAt: null,
  outageId: null,
  serviceCredit: false,
  incidentReport: false,
  links: [],
});

/** The chart's actions: what an event changes in the context. Pure; the machine and the compiled chart run these same functions. */
export const updates = {
  ask: ((context, { data }) => ({
    openItems: [
      ...context.openItems,
      ...data.items.map((item) => item.itemId).filter((id) => !context.openItems.includes(id)),
    ],
  })) satisfies Update<'DataRequested'>,
  supply: ((context, { data }) => ({
    openItems: context.openItems.filter((id) => id !== data.itemId),
  })) satisfies Update<'DataItemSupplied'>,
  escalate: ((context, { data }) => ({
    team: data.team ?? context.team,
  })) satisfies Update<'TicketEscalated'>,
  refer: ((_, { data }) => ({ partnerId: data.partnerId })) satisfies Update<'TicketReferred'>,
  resolve: ((_, { at, data }) => ({
    resolvedAt: at,
    outcome: data.outcome?.kind ?? null,
    reopenableUntil: data.reopenableUntil,
    openItems: [],
  })) satisfies Update<'TicketResolved'>,
  reopen: ((context, { policyVersion }) => ({
    episode: context.episode + 1,
    policyVersion: policyVersion ?? context.policyVersion,
    resolvedAt: null,
    outcome: null,
    reopenableUntil: null,
    surveyClosesAt: null,
  })) satisfies Update<'TicketReopened'>,
  planSurvey: ((_, { data }) => ({
    surveyClosesAt: data.closesAt,
  })) satisfies Update<'SurveyScheduled'>,
  assign: assignment,
  reprioritise: ((_, { data }) => ({ priority: data.priority })) satisfies Update<'TicketReprioritised'>,
  recordReply: ((context, { at }) => ({
    firstRespondedAt: context.firstRespondedAt ?? at,
  })) satisfies Update<'ReplySent'>,
  linkOutage: ((_, { data }) => ({
    outageId: data.outageId,
    serviceCredit: requested(data.serviceCredit),
    incidentReport: requested(data.incidentReport),
  })) satisfies Update<'OutageLinked'>,
  unlinkOutage: (() => ({
    outageId: null,
    serviceCredit: false,
    incidentReport: false,
  })) satisfies Update<'OutageUnlinked'>,
  link: ((context, { data }) => ({
    links: [...context.links, { kind: data.kind, ticketId: data.ticketId }],
  })) satisfies Update<'TicketLinked'>,
  unlink: ((context, { data }) => ({
    links: context.links.filter((link) => link.kind !== data.kind || link.ticketId !== data.ticketId),
  })) satisfies Update<'TicketUnlinked'>,
  note: (() => ({})) satisfies Update<TicketEventType>,
} as const;
export type UpdateName = keyof typeof updates;

type Condition<Type extends TicketEventType> = (
  context: TicketContext,
  event: TicketEventOf<Type>,
) => boolean;

/** The chart's guards: conditions on context and event. Pure. */
export const conditions = {
  toTriaged: ((_, { data }) => data.to !== 'escalated') satisfies Condition<'TicketReopened'>,
  /** Inside the window that was promised when the ticket was resolved. */
  reopenable: ((context, { at }) =>
    context.reopenableUntil === null || at <= context.reopenableUntil) satisfies Condition<'TicketReopened'>,
  surveyIsOpen: ((context, { at }) =>
    context.surveyClosesAt !== null &&
    at < context.surveyClosesAt) satisfies Condition<'SurveyAnswerChanged'>,
  itemIsOpen: ((context, { data }) =>
    context.openItems.includes(data.itemId)) satisfies Condition<'DataItemSupplied'>,
  ofFirstResponse: ((_, { data }) => data.target === 'first-response') satisfies Condition<
    'TargetMissed' | 'TargetWarned'
  >,
  /** The target ran out before the reply that met it: the clock was late to notice, not the target to run out. */
  ofFirstResponseBeforeReply: ((context, { data }) =>
    data.target === 'first-response' &&
    context.firstRespondedAt !== null &&
    data.dueAt <= context.firstRespondedAt) satisfies Condition<'TargetMissed'>,
  ofThisEpisode: ((context, { data }) =>
    data.episode === context.episode) satisfies Condition<'ReopenWindowClosed'>,
  outageIsLinked: ((context, { data }) =>
    context.outageId === data.outageId) satisfies Condition<'OutageUnlinked'>,
  isLinked: ((context, { data }) =>
    context.links.some(
      (link) => link.kind === data.kind && link.ticketId === data.ticketId,
    )) satisfies Condition<'TicketLinked' | 'TicketUnlinked'>,
} as const;
export type ConditionName = keyof typeof conditions;

/** Runs the update `name`. Pure. The chart alone decides which event reaches which update, hence the one cast. */
export const applyUpdate = (
  name: UpdateName,
  context: TicketContext,
  event: TicketEvent,
): Partial<TicketContext> => updates[name](context, event as never);

/** Whether the condition `name` holds. Pure. */
export const holds = (name: ConditionName, context: TicketContext, event: TicketEvent): boolean =>
  conditions[name](context, event as never);
