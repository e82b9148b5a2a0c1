import type { CommandType } from '@caselog/ticket';
import type { CustomerCommand, OutageCommand, PartnerCommand, PersonCommand } from '@caselog/registers';
import { z } from 'zod';

/** Who works with the desk. Source: the policy's own words for them. */
export const roleSchema = z.enum([
  'requester',
  'agent',
  'specialist',
  'partner',
  'analyst',
  'service',
  'lead',
]);
export type Role = z.infer<typeof roleSchema>;
export const roles: readonly Role[] = roleSchema.options;

type RegisterCommandType = (CustomerCommand | OutageCommand | PartnerCommand | PersonCommand)['type'];

const desk = ['agent', 'specialist', 'lead'] as const;
const machines = ['service'] as const;

/**
 * Which roles may give which command, in one table: the API enforces it, the page draws its buttons by it, and a test walks
 * it. The statechart decides afterwards whether the ticket takes the command. A lead may do whatever an agent may.
 */
export const commandRoles: Readonly<Record<CommandType, readonly Role[]>> = {
  OpenTicket: ['requester', 'agent', 'lead', 'service'],
  TriageTicket: [...desk, 'partner', 'service'],
  RequestData: [...desk, 'partner'],
  SupplyDataItem: ['requester', 'agent', 'lead', 'service'],
  EndWait: [...desk],
  EscalateTicket: [...desk, 'service'],
  ReferTicket: [...desk],
  ResolveTicket: [...desk, 'service'],
  ReopenTicket: ['requester', ...desk],
  SendReply: [...desk, 'partner'],
  RecordRequesterReply: ['requester', 'agent', 'lead', 'service'],
  AssignTicket: [...desk, 'service'],
  ReprioritiseTicket: [...desk],
  AddNote: [...desk, 'partner', 'service'],
  ThankDesk: ['requester', 'agent', 'lead', 'service'],
  LinkOutage: ['requester', ...desk],
  UnlinkOutage: [...desk],
  LinkTicket: [...desk],
  UnlinkTicket: [...desk],
  RecordSurveySent: machines,
  RecordSurveyReminder: machines,
  AnswerSurvey: ['requester', 'service'],
  LapseSurvey: machines,
  RecordSurveyBounce: machines,
  DeclineSurvey: ['requester', 'service'],
  SuppressSurvey: machines,
  WarnOfTarget: machines,
  RecordMissedTarget: machines,
  IssueReminder: machines,
  CloseReopenWindow: machines,
  OpenFromLog: ['service', 'lead'],
  FollowLog: ['service', 'lead'],
};

/** The same for what is no command to a ticket: the registers, the policy, the keys of programs. */
export const otherCommandRoles = {
  RegisterCustomer: ['lead', 'service'],
  ChangeCustomerEdition: ['lead', 'service'],
  ChangeCustomerLocale: ['lead', 'service'],
  AddAdministrator: ['lead', 'service'],
  RemoveAdministrator: ['lead', 'service'],
  AnnounceOutage: ['specialist', 'lead', 'service'],
  UpdateOutage: ['specialist', 'lead', 'service'],
  ResolveOutage: ['specialist', 'lead', 'service'],
  RegisterPartner: ['lead'],
  ChangePartnerCoverage: ['lead'],
  SignDataAgreement: ['lead'],
  EndDataAgreement: ['lead'],
  OptOut: ['lead'],
  OptIn: ['lead'],
  PublishPolicy: ['lead'],
  CreateApiKey: ['lead'],
  RevokeApiKey: ['lead'],
} as const satisfies Readonly<
  Record<RegisterCommandType | 'PublishPolicy' | 'CreateApiKey' | 'RevokeApiKey', readonly Role[]>
>;

/** Every command there is. */
export type AnyCommandType = CommandType | keyof typeof otherCommandRoles;
const everyCommand: Readonly<Record<AnyCommandType, readonly Role[]>> = {
  ...commandRoles,
  ...otherCommandRoles,
};
export const anyCommandTypes = Object.keys(everyCommand) as readonly AnyCommandType[];

/** Who reads the desk's tickets and figures: whoever works at it, in person or as a program, and who studies it. */
export const readers = [
  'agent',
  'specialist',
  'lead',
  'service',
  'analyst',
] as const satisfies readonly Role[];

/** The roles that may give at least one of these commands. Pure. */
export const rolesOfAny = (types: readonly AnyCommandType[]): readonly Role[] =>
  roles.filter((role) => types.some((type) => everyCommand[type].includes(role)));

/** Who may use a route: anybody, or these roles. */
export type RouteAccess = 'public' | readonly Role[];

/** Whether any of the roles may give the command. Pure. */
export const mayCommand = (held: readonly Role[], type: AnyCommandType): boolean =>
  everyCommand[type].some((role) => held.includes(role));
