import { z } from 'zod';
import { instantSchema, languageSchema, opaqueIdSchema, ticketIdSchema, type Instant } from './ids.ts';
import { outcomeSchema } from './outcomes.ts';
import { emailSchema, personalText, pii } from './pii.ts';
import { impactSchema, prioritySchema } from './priority.ts';

export const channelSchema = z.enum(['phone', 'chat', 'email', 'monitoring', 'partner']);
/** What may be asked of a requester. Source: domain, "While it is worked". */
export const dataItemKindSchema = z.enum([
  'reproduction-steps',
  'troubleshooting-steps',
  'log-files',
  'message-headers',
  'other',
]);
export const dataItemSchema = z.strictObject({
  itemId: opaqueIdSchema,
  kind: dataItemKindSchema,
  text: personalText(2_000),
});
/** A file that was handed in: kept under its digest, told apart by what it holds. Its name is somebody's own words. */
export const attachedFileSchema = z.strictObject({
  /** SHA-256 of the content, in hexadecimal. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest: 64 hexadecimal digits'),
  sizeBytes: z.int().positive(),
  mediaType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]{1,100}$/, 'a media type such as "image/png"'),
  name: personalText(255),
});
export type AttachedFile = z.infer<typeof attachedFileSchema>;
export const targetKindSchema = z.enum(['first-response', 'next-response', 'resolution']);
export const linkKindSchema = z.enum([
  'duplicate-of',
  'merged-into',
  'follow-up-of',
  'followed-up-by',
  'related-to',
]);
/** A record of another system, field by field, as it stood there. */
export const rawRowSchema = z.record(z.string(), z.string()).register(pii, { kind: 'raw-record' });

/** Set on a transition that no source recorded: it was concluded from what came after. */
const inferred = z.literal(true).optional();
const surveyAnswer = z.strictObject({
  score: z.int().min(1).max(5),
  comment: personalText(5_000).nullable(),
});
const resolver = z.strictObject({ assigneeId: opaqueIdSchema.nullable(), team: opaqueIdSchema.nullable() });

/** The data of every event of a ticket, by type, in its present shape; `upcasters` lead there from the released ones. Past tense; the order is that of the domain. */
export const eventSchemas = {
  // lifecycle
  TicketOpened: z.strictObject({
    requesterId: opaqueIdSchema,
    customerId: opaqueIdSchema.nullable(),
    requesterEmail: emailSchema.nullable(),
    channel: channelSchema.nullable(),
    language: languageSchema,
    subject: personalText(300),
    description: personalText(20_000).nullable(),
    impact: impactSchema.nullable(),
    priority: prioritySchema,
    /** The log and case an imported ticket stands for. */
    source: z.strictObject({ log: z.string(), caseId: z.string() }).optional(),
    inferred,
  }),
  TicketTriaged: z.strictObject({ inferred }),
  DataRequested: z.strictObject({ items: z.array(dataItemSchema), inferred }),
  WaitEnded: z.strictObject({ because: z.enum(['supplied', 'requester-replied', 'resumed']), inferred }),
  TicketEscalated: z.strictObject({
    team: opaqueIdSchema.nullable(),
    reason: personalText(2_000).nullable(),
    inferred,
  }),
  TicketReferred: z.strictObject({
    partnerId: opaqueIdSchema.nullable(),
    brief: personalText(10_000).nullable(),
    inferred,
  }),
  TicketResolved: z.strictObject({
    /** Null when the log that was imported does not say how the ticket ended. */
    outcome: outcomeSchema.nullable(),
    /** Frozen here, so that a survey's answer finds who solved it, whatever is assigned later. */
    resolvedBy: resolver,
    /** After this instant a reopening becomes a follow-up ticket. Null: no limit. */
    reopenableUntil: instantSchema.nullable(),
    inferred,
  }),
  TicketReopened: z.strictObject({
    to: z.enum(['triaged', 'escalated']),
    reason: personalText(2_000).nullable(),
    inferred,
  }),
  // responses and targets
  ReplySent: z.strictObject({ channel: channelSchema, body: personalText(20_000) }),
  RequesterReplied: z.strictObject({ channel: channelSchema, body: personalText(20_000) }),
  TargetWarned: z.strictObject({
    target: targetKindSchema,
    episode: z.int().positive(),
    dueAt: instantSchema,
  }),
  TargetMissed: z.strictObject({
    target: targetKindSchema,
    episode: z.int().positive(),
    dueAt: instantSchema,
  }),
  // survey
  SurveyScheduled: z.strictObject({
    sendAfter: instantSchema,
    closesAt: instantSchema,
    language: languageSchema,
  }),
  SurveySent: z.strictObject({ messageId: z.string().max(250) }),
  /** A reminder of a survey that was sent and not answered yet: the first is 1. */
  SurveyReminded: z.strictObject({ number: z.int().positive(), messageId: z.string().max(250) }),
  SurveyAnswered: surveyAnswer,
  /** The answer as its requester would have it now, while the survey is open: the last one counts. */
  SurveyAnswerChanged: surveyAnswer,
  SurveyLapsed: z.strictObject({ inferred }),
  SurveyBounced: z.strictObject({ status: z.string().max(20) }),
  SurveyDeclined: z.strictObject({}),
  SurveySuppressed: z.strictObject({ reason: z.string().max(100) }),
  // facts that change no state
  TicketAssigned: z.strictObject({ assigneeId: opaqueIdSchema.nullable(), team: opaqueIdSchema.nullable() }),
  TicketReassigned: z.strictObject({
    assigneeId: opaqueIdSchema.nullable(),
    team: opaqueIdSchema.nullable(),
  }),
  TicketReprioritised: z.strictObject({ impact: impactSchema.nullable(), priority: prioritySchema }),
  NoteAdded: z.strictObject({ body: personalText(20_000) }),
  DataItemSupplied: z.strictObject({
    itemId: opaqueIdSchema,
    text: personalText(20_000).nullable(),
    files: z.array(attachedFileSchema),
  }),
  RequesterThanked: z.strictObject({ body: personalText(5_000).nullable() }),
  /** A reminder is due to the requester; the mailer sends it. */
  ReminderIssued: z.strictObject({ number: z.int().positive() }),
  ReopenWindowClosed: z.strictObject({ episode: z.int().positive(), closedAt: instantSchema }),
  OutageLinked: z.strictObject({
    outageId: opaqueIdSchema,
    serviceCredit: z.enum(['requested', 'not-requested']),
    incidentReport: z.enum(['requested', 'not-requested']),
  }),
  OutageUnlinked: z.strictObject({ outageId: opaqueIdSchema }),
  TicketLinked: z.strictObject({ kind: linkKindSchema, ticketId: ticketIdSchema }),
  TicketUnlinked: z.strictObject({ kind: linkKindSchema, ticketId: ticketIdSchema }),
  /** Other attributes a log carried, with the values they took. */
  FactRecorded: z.strictObject({
    attributes: z.record(z.string(), z.string()).register(pii, { kind: 'raw-record' }),
  }),
  /** A row of a log that the statechart cannot follow: kept whole, with why. */
  NonconformingFactRecorded: z.strictObject({ row: rawRowSchema, reason: z.string().max(500) }),
} as const;

export type TicketEventType = keyof typeof eventSchemas;
export type EventData<Type extends TicketEventType> = z.infer<(typeof eventSchemas)[Type]>;

/** An event as decide makes it and evolve takes it: what happened, and when. */
export type TicketEventOf<Type extends TicketEventType> = {
  [T in Type]: {
    readonly type: T;
    readonly at: Instant;
    readonly data: EventData<T>;
    /** The version of the policy it was recorded under; an opening and a reopening hand it to their episode. */
    readonly policyVersion?: string | undefined;
  };
}[Type];
export type TicketEvent = TicketEventOf<TicketEventType>;

export const eventTypes = Object.keys(eventSchemas) as readonly TicketEventType[];

/** Whether `type` names an event of a ticket. Pure. */
export const isTicketEventType = (type: string): type is TicketEventType => Object.hasOwn(eventSchemas, type);

/** A recorded event as the statechart takes it: its instant is when it happened. Pure. */
export const toTicketEvent = (event: {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: { readonly occurredAt: string; readonly policyVersion?: string | undefined };
}): TicketEvent =>
  ({
    type: event.type,
    at: event.metadata.occurredAt,
    data: event.data,
    policyVersion: event.metadata.policyVersion,
  }) as TicketEvent;
