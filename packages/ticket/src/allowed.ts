import type { CommandType } from './commands.ts';
import { commandTypes } from './commands.ts';
import type { TicketEvent } from './events.ts';
import type { Instant } from './ids.ts';
import { canHappen, type TicketState } from './state.ts';

const event = (type: TicketEvent['type'], at: Instant, data: object): TicketEvent =>
  ({ type, at, data }) as TicketEvent;

/** An answer to a survey that is answered already changes the answer. Pure. */
export const answerEvent = ({
  configuration,
}: TicketState): Extract<TicketEvent['type'], 'SurveyAnswered' | 'SurveyAnswerChanged'> =>
  configuration.survey === 'answered' ? 'SurveyAnswerChanged' : 'SurveyAnswered';

/**
 * The event that decides whether a command may be given: the one the chart could forbid. Data that guards read is filled
 * so that they answer "could it be given at all".
 */
const probes: Record<CommandType, (state: TicketState, at: Instant) => TicketEvent> = {
  OpenTicket: (_, at) => event('TicketOpened', at, {}),
  TriageTicket: (_, at) => event('TicketTriaged', at, {}),
  RequestData: (_, at) => event('DataRequested', at, { items: [] }),
  SupplyDataItem: (state, at) => event('DataItemSupplied', at, { itemId: state.context.openItems[0] ?? '' }),
  EndWait: (_, at) => event('WaitEnded', at, { because: 'resumed' }),
  EscalateTicket: (_, at) => event('TicketEscalated', at, {}),
  ReferTicket: (_, at) => event('TicketReferred', at, {}),
  ResolveTicket: (_, at) => event('TicketResolved', at, { outcome: null }),
  ReopenTicket: (_, at) => event('TicketReopened', at, { to: 'triaged' }),
  SendReply: (_, at) => event('ReplySent', at, {}),
  RecordRequesterReply: (_, at) => event('RequesterReplied', at, {}),
  AssignTicket: (_, at) => event('TicketAssigned', at, {}),
  ReprioritiseTicket: (_, at) => event('TicketReprioritised', at, {}),
  AddNote: (_, at) => event('NoteAdded', at, {}),
  ThankDesk: (_, at) => event('RequesterThanked', at, {}),
  LinkOutage: (_, at) => event('OutageLinked', at, {}),
  UnlinkOutage: (state, at) => event('OutageUnlinked', at, { outageId: state.context.outageId ?? '' }),
  LinkTicket: (_, at) => event('TicketLinked', at, { kind: '', ticketId: '' }),
  UnlinkTicket: (state, at) =>
    event('TicketUnlinked', at, state.context.links[0] ?? { kind: '', ticketId: '' }),
  RecordSurveySent: (_, at) => event('SurveySent', at, {}),
  RecordSurveyReminder: (_, at) => event('SurveyReminded', at, {}),
  AnswerSurvey: (state, at) => event(answerEvent(state), at, {}),
  LapseSurvey: (_, at) => event('SurveyLapsed', at, {}),
  RecordSurveyBounce: (_, at) => event('SurveyBounced', at, {}),
  DeclineSurvey: (_, at) => event('SurveyDeclined', at, {}),
  SuppressSurvey: (_, at) => event('SurveySuppressed', at, {}),
  WarnOfTarget: (_, at) => event('TargetWarned', at, { target: 'first-response' }),
  RecordMissedTarget: (_, at) => event('TargetMissed', at, { target: 'first-response', dueAt: at }),
  IssueReminder: (_, at) => event('ReminderIssued', at, {}),
  CloseReopenWindow: (state, at) => event('ReopenWindowClosed', at, { episode: state.context.episode }),
  OpenFromLog: (_, at) => event('TicketOpened', at, {}),
  FollowLog: (_, at) => event('FactRecorded', at, {}),
};

/** The event by which the chart judges `type`. Pure. */
export const probeOf = (type: CommandType, state: TicketState, at: Instant): TicketEvent =>
  probes[type](state, at);

/** The commands the chart allows to a ticket at `at`, in the order they are declared. Pure. */
export const allowedCommands = (state: TicketState | undefined, at: Instant): readonly CommandType[] =>
  state === undefined
    ? ['OpenTicket', 'OpenFromLog']
    : commandTypes.filter((type) => canHappen(state, probeOf(type, state, at)));
