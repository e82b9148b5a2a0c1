import { z } from 'zod';
import { lifecycleStates } from './chart/lifecycle.ts';
import {
  attachedFileSchema,
  channelSchema,
  dataItemSchema,
  eventSchemas,
  linkKindSchema,
  rawRowSchema,
  targetKindSchema,
} from './events.ts';
import { instantSchema, languageSchema, opaqueIdSchema, ticketIdSchema } from './ids.ts';
import { outcomeSchema } from './outcomes.ts';
import { emailSchema, personalText, pii } from './pii.ts';
import { impactSchema, prioritySchema } from './priority.ts';

const reply = z.strictObject({ channel: channelSchema, body: personalText(20_000) });
const openingFields = {
  requesterId: opaqueIdSchema,
  customerId: opaqueIdSchema.optional(),
  requesterEmail: emailSchema.optional(),
  language: languageSchema.default('en'),
  subject: personalText(300),
  description: personalText(20_000).optional(),
};
const credit = z.enum(['requested', 'not-requested']).default('not-requested');

/** The data of every command, by type: imperative with the noun. What people, services, timers and imports may ask of a ticket. */
export const commandSchemas = {
  OpenTicket: z.strictObject({ ...openingFields, channel: channelSchema, impact: impactSchema }),
  TriageTicket: z.strictObject({}),
  RequestData: z.strictObject({
    items: z.array(dataItemSchema).min(1).max(20),
    /** What is said to the requester in the same step; it counts as a reply. */
    reply: reply.optional(),
  }),
  SupplyDataItem: z.strictObject({
    itemId: opaqueIdSchema,
    text: personalText(20_000).optional(),
    /** Files that were uploaded to this ticket before. */
    files: z.array(attachedFileSchema).max(10).optional(),
  }),
  EndWait: z.strictObject({}),
  EscalateTicket: z.strictObject({ team: opaqueIdSchema.optional(), reason: personalText(2_000).optional() }),
  ReferTicket: z.strictObject({ partnerId: opaqueIdSchema, brief: personalText(10_000) }),
  ResolveTicket: z.strictObject({ outcome: outcomeSchema, reply: reply.optional() }),
  ReopenTicket: z.strictObject({
    to: z.enum(['triaged', 'escalated']).default('triaged'),
    reason: personalText(2_000).optional(),
  }),
  SendReply: reply,
  RecordRequesterReply: reply,
  AssignTicket: z.strictObject({ assigneeId: opaqueIdSchema.nullable(), team: opaqueIdSchema.nullable() }),
  ReprioritiseTicket: z.strictObject({ impact: impactSchema }),
  AddNote: eventSchemas.NoteAdded,
  ThankDesk: z.strictObject({ body: personalText(5_000).optional() }),
  LinkOutage: z.strictObject({ outageId: opaqueIdSchema, serviceCredit: credit, incidentReport: credit }),
  UnlinkOutage: eventSchemas.OutageUnlinked,
  LinkTicket: z.strictObject({ kind: linkKindSchema, ticketId: ticketIdSchema }),
  UnlinkTicket: z.strictObject({ kind: linkKindSchema, ticketId: ticketIdSchema }),
  // the survey's own life
  RecordSurveySent: eventSchemas.SurveySent,
  RecordSurveyReminder: eventSchemas.SurveyReminded,
  /** The first time it answers; from then on it changes the answer. */
  AnswerSurvey: z.strictObject({ score: z.int().min(1).max(5), comment: personalText(5_000).optional() }),
  LapseSurvey: z.strictObject({}),
  RecordSurveyBounce: eventSchemas.SurveyBounced,
  DeclineSurvey: z.strictObject({}),
  SuppressSurvey: eventSchemas.SurveySuppressed,
  // the clock
  WarnOfTarget: z.strictObject({
    target: targetKindSchema,
    episode: z.int().positive(),
    dueAt: instantSchema,
  }),
  RecordMissedTarget: z.strictObject({
    target: targetKindSchema,
    episode: z.int().positive(),
    dueAt: instantSchema,
  }),
  IssueReminder: eventSchemas.ReminderIssued,
  CloseReopenWindow: eventSchemas.ReopenWindowClosed,
  // the past of another system
  OpenFromLog: z.strictObject({
    ...openingFields,
    channel: channelSchema.optional(),
    priority: prioritySchema,
    source: z.strictObject({ log: z.string().min(1), caseId: z.string().min(1) }),
    inferred: z.boolean().default(false),
  }),
  FollowLog: z.strictObject({
    /** The state the row reports; absent: a row that must not be followed, kept for the record. */
    state: z.enum(lifecycleStates).optional(),
    surveyEnd: z.enum(['lapsed', 'declined']).default('lapsed'),
    assignment: z
      .strictObject({ assigneeId: opaqueIdSchema.nullable(), team: opaqueIdSchema.nullable() })
      .optional(),
    priority: prioritySchema.optional(),
    attributes: z.record(z.string(), z.string()).register(pii, { kind: 'raw-record' }).default({}),
    row: rawRowSchema.default({}),
    /** Why the row is not followed, when `state` is absent. */
    quarantine: z.string().max(400).optional(),
  }),
} as const;

export type CommandType = keyof typeof commandSchemas;
export type CommandData<Type extends CommandType> = z.infer<(typeof commandSchemas)[Type]>;
export type TicketCommandOf<Type extends CommandType> = {
  [T in Type]: { readonly type: T; readonly data: CommandData<T> };
}[Type];
export type TicketCommand = TicketCommandOf<CommandType>;

export const commandTypes = Object.keys(commandSchemas) as readonly CommandType[];

/** Any command, checked: `{ type, data }`. */
export const commandSchema = z.discriminatedUnion(
  'type',
  commandTypes.map((type) =>
    z.strictObject({ type: z.literal(type), data: commandSchemas[type] }),
  ) as unknown as readonly [
    z.ZodObject<{ type: z.ZodLiteral<CommandType>; data: (typeof commandSchemas)[CommandType] }>,
  ],
) as unknown as z.ZodType<TicketCommand>;
