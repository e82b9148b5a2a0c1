import { allowedCommands, answerEvent } from './allowed.ts';
import type { Lifecycle } from './chart/lifecycle.ts';
import type { CommandData, CommandType, TicketCommand } from './commands.ts';
import type { TicketEvent } from './events.ts';
import { followLog } from './follow-log.ts';
import type { Instant } from './ids.ts';
import type { DeskRules } from './rules.ts';
import { canHappen, evolve, type TicketState } from './state.ts';

/** Why a command was not taken. The message is for people and holds nothing personal. */
export interface Refusal {
  readonly reason: 'not-opened' | 'already-opened' | 'forbidden';
  readonly message: string;
  readonly lifecycle: Lifecycle | undefined;
  /** What the chart would have taken instead. */
  readonly allowed: readonly CommandType[];
}

export type Decision =
  /** No events: the command asks for what is already so. */
  | { readonly outcome: 'accepted'; readonly events: readonly TicketEvent[] }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

interface Situation {
  readonly state: TicketState;
  readonly at: Instant;
  readonly rules: DeskRules;
}
type Handler<Type extends CommandType> = (
  data: CommandData<Type>,
  situation: Situation,
) => readonly TicketEvent[];
type Handled = Exclude<CommandType, 'OpenTicket' | 'OpenFromLog'>;

const replied = (reply: CommandData<'SendReply'> | undefined, at: Instant): readonly TicketEvent[] =>
  reply ? [{ type: 'ReplySent', at, data: reply }] : [];

const resolve: Handler<'ResolveTicket'> = (data, { state, at, rules }) => {
  const { assigneeId, team, language } = state.context;
  const survey = rules.planSurvey({ outcome: data.outcome, language, resolvedAt: at });
  return [
    ...replied(data.reply, at),
    {
      type: 'TicketResolved',
      at,
      data: {
        outcome: data.outcome,
        resolvedBy: { assigneeId, team },
        reopenableUntil: rules.reopenableUntil(at),
      },
    },
    survey.plan === 'schedule'
      ? {
          type: 'SurveyScheduled',
          at,
          data: { sendAfter: survey.sendAfter, closesAt: survey.closesAt, language },
        }
      : { type: 'SurveySuppressed', at, data: { reason: survey.reason } },
  ];
};

const supply: Handler<'SupplyDataItem'> = ({ itemId, text, files }, { state, at }) => {
  const supplied: TicketEvent = {
    type: 'DataItemSupplied',
    at,
    data: { itemId, text: text ?? null, files: files ?? [] },
  };
  const { configuration, context } = state;
  const wasLast = context.openItems.every((open) => open === itemId);
  return configuration.lifecycle === 'awaiting-data' && wasLast
    ? [supplied, { type: 'WaitEnded', at, data: { because: 'supplied' } }]
    : [supplied];
};

/** The requester's own reply restarts the desk's clock, whatever was asked for is still open (zammad 1322). */
const requesterReplied: Handler<'RecordRequesterReply'> = (data, { state, at }) => {
  const reply: TicketEvent = { type: 'RequesterReplied', at, data };
  return state.configuration.lifecycle === 'awaiting-data'
    ? [reply, { type: 'WaitEnded', at, data: { because: 'requester-replied' } }]
    : [reply];
};

const assign: Handler<'AssignTicket'> = (data, { state, at }) => {
  const { assigneeId, team } = state.context;
  if (assigneeId === data.assigneeId && team === data.team) return [];
  return [{ type: assigneeId === null && team === null ? 'TicketAssigned' : 'TicketReassigned', at, data }];
};

/** What each command becomes; whether the chart takes it is asked afterwards, in one place. */
const handlers: { readonly [Type in Handled]: Handler<Type> } = {
  TriageTicket: (_, { at }) => [{ type: 'TicketTriaged', at, data: {} }],
  RequestData: ({ items, reply }, { at }) => [
    ...replied(reply, at),
    { type: 'DataRequested', at, data: { items } },
  ],
  SupplyDataItem: supply,
  EndWait: (_, { at }) => [{ type: 'WaitEnded', at, data: { because: 'resumed' } }],
  EscalateTicket: ({ team, reason }, { at }) => [
    { type: 'TicketEscalated', at, data: { team: team ?? null, reason: reason ?? null } },
  ],
  ReferTicket: (data, { at }) => [{ type: 'TicketReferred', at, data }],
  ResolveTicket: resolve,
  ReopenTicket: ({ to, reason }, { at }) => [
    { type: 'TicketReopened', at, data: { to, reason: reason ?? null } },
  ],
  SendReply: (data, { at }) => [{ type: 'ReplySent', at, data }],
  RecordRequesterReply: requesterReplied,
  AssignTicket: assign,
  ReprioritiseTicket: ({ impact }, { at, rules }) => [
    { type: 'TicketReprioritised', at, data: { impact, priority: rules.priorityOf(impact) } },
  ],
  AddNote: (data, { at }) => [{ type: 'NoteAdded', at, data }],
  ThankDesk: ({ body }, { at }) => [{ type: 'RequesterThanked', at, data: { body: body ?? null } }],
  LinkOutage: (data, { at }) => [{ type: 'OutageLinked', at, data }],
  UnlinkOutage: (data, { at }) => [{ type: 'OutageUnlinked', at, data }],
  LinkTicket: (data, { at }) => [{ type: 'TicketLinked', at, data }],
  UnlinkTicket: (data, { at }) => [{ type: 'TicketUnlinked', at, data }],
  RecordSurveySent: (data, { at }) => [{ type: 'SurveySent', at, data }],
  RecordSurveyReminder: (data, { at }) => [{ type: 'SurveyReminded', at, data }],
  AnswerSurvey: ({ score, comment }, { state, at }) => [
    { type: answerEvent(state), at, data: { score, comment: comment ?? null } },
  ],
  LapseSurvey: (_, { at }) => [{ type: 'SurveyLapsed', at, data: {} }],
  RecordSurveyBounce: (data, { at }) => [{ type: 'SurveyBounced', at, data }],
  DeclineSurvey: (_, { at }) => [{ type: 'SurveyDeclined', at, data: {} }],
  SuppressSurvey: (data, { at }) => [{ type: 'SurveySuppressed', at, data }],
  WarnOfTarget: (data, { at }) => [{ type: 'TargetWarned', at, data }],
  RecordMissedTarget: (data, { at }) => [{ type: 'TargetMissed', at, data }],
  IssueReminder: (data, { at }) => [{ type: 'ReminderIssued', at, data }],
  CloseReopenWindow: (data, { at }) => [{ type: 'ReopenWindowClosed', at, data }],
  FollowLog: (row, { state, at }) => followLog(state, row, at),
};

const opening = (command: TicketCommand, at: Instant, rules: DeskRules): TicketEvent | undefined => {
  if (command.type !== 'OpenTicket' && command.type !== 'OpenFromLog') return undefined;
  const { requesterId, language, subject } = command.data;
  const common = {
    requesterId,
    language,
    subject,
    customerId: command.data.customerId ?? null,
    requesterEmail: command.data.requesterEmail ?? null,
    channel: command.data.channel ?? null,
    description: command.data.description ?? null,
  };
  if (command.type === 'OpenTicket') {
    const { impact } = command.data;
    return { type: 'TicketOpened', at, data: { ...common, impact, priority: rules.priorityOf(impact) } };
  }
  const { priority, source, inferred } = command.data;
  const data = { ...common, impact: null, priority, source, ...(inferred ? { inferred } : {}) };
  return { type: 'TicketOpened', at, data };
};

const refuse = (
  reason: Refusal['reason'],
  message: string,
  state: TicketState | undefined,
  at: Instant,
): Decision => ({
  outcome: 'refused',
  refusal: {
    reason,
    message,
    lifecycle: state?.configuration.lifecycle,
    allowed: allowedCommands(state, at),
  },
});

/**
 * Decides a command against a ticket: the events it becomes, or why it is refused. Pure; `at` is when it was given. The
 * chart alone judges: every event is tried on the state the ones before it lead to (law 2).
 */
export const decide = (
  command: TicketCommand,
  state: TicketState | undefined,
  at: Instant,
  rules: DeskRules,
): Decision => {
  const opened = opening(command, at, rules);
  if (opened) {
    return state === undefined
      ? { outcome: 'accepted', events: [opened] }
      : refuse('already-opened', 'the ticket is already open', state, at);
  }
  if (state === undefined) return refuse('not-opened', 'there is no such ticket', state, at);
  const handle = handlers[command.type as Handled] as Handler<CommandType>;
  const events = handle(command.data, { state, at, rules });
  let now = state;
  for (const event of events) {
    if (!canHappen(now, event)) {
      const { lifecycle } = now.configuration;
      return refuse(
        'forbidden',
        `${command.type} cannot be done to a ticket that is ${lifecycle}`,
        state,
        at,
      );
    }
    now = evolve(now, event);
  }
  return { outcome: 'accepted', events };
};
