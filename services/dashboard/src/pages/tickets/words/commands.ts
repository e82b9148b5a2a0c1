import type { CommandType } from '@caselog/api-contract/machine';

/** How a command is called on its button, and the key it has: its own, wherever it stands. */
export interface CommandWords {
  readonly label: string;
  readonly key?: string;
}

export const commandWords: Readonly<Record<CommandType, CommandWords>> = {
  OpenTicket: { label: 'Open' },
  TriageTicket: { label: 'Triage', key: 't' },
  RequestData: { label: 'Ask for data', key: 'd' },
  SupplyDataItem: { label: 'Record data supplied' },
  EndWait: { label: 'End the wait' },
  EscalateTicket: { label: 'Escalate', key: 'e' },
  ReferTicket: { label: 'Refer to a partner' },
  ResolveTicket: { label: 'Resolve', key: 's' },
  ReopenTicket: { label: 'Reopen' },
  SendReply: { label: 'Reply', key: 'r' },
  RecordRequesterReply: { label: 'Record the requester’s reply' },
  AssignTicket: { label: 'Assign', key: 'a' },
  ReprioritiseTicket: { label: 'Change the impact', key: 'i' },
  AddNote: { label: 'Note', key: 'n' },
  ThankDesk: { label: 'Record thanks' },
  LinkOutage: { label: 'Link an outage' },
  UnlinkOutage: { label: 'Unlink the outage' },
  LinkTicket: { label: 'Link a ticket' },
  UnlinkTicket: { label: 'Unlink a ticket' },
  RecordSurveySent: { label: 'Record the survey sent' },
  RecordSurveyReminder: { label: 'Record a survey reminder' },
  AnswerSurvey: { label: 'Answer the survey' },
  LapseSurvey: { label: 'Let the survey lapse' },
  RecordSurveyBounce: { label: 'Record a bounce' },
  DeclineSurvey: { label: 'Decline the survey' },
  SuppressSurvey: { label: 'Suppress the survey' },
  WarnOfTarget: { label: 'Warn of a target' },
  RecordMissedTarget: { label: 'Record a missed target' },
  IssueReminder: { label: 'Issue a reminder' },
  CloseReopenWindow: { label: 'Close the reopen window' },
  OpenFromLog: { label: 'Open from a log' },
  FollowLog: { label: 'Follow a log' },
};
