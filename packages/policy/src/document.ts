import { calendarSchema, durationSchema, targetTermsSchema } from '@caselog/sla';
import {
  channelSchema,
  impactRuleSchema,
  languageSchema,
  outcomeKinds,
  prioritySchema,
  type OutcomeKind,
} from '@caselog/ticket';
import { z } from 'zod';
import { faultsAcross } from './cross-checks.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an id of lower-case letters, digits and dashes');
const words = z.string().min(1).max(500);
const outcomeKind = z.enum(outcomeKinds as [OutcomeKind, ...OutcomeKind[]]);

/** A text of the desk in other languages, as the desk wrote it there. */
const translationsSchema = z.record(languageSchema, words);
export type Translations = z.output<typeof translationsSchema>;

/** Where somebody is sent who may not open a ticket. */
const pointerSchema = z.strictObject({
  text: words,
  url: z.url(),
  translations: translationsSchema.optional(),
});
export type Pointer = z.output<typeof pointerSchema>;

/** A kind of caller and whether it may open a ticket; who may not is pointed elsewhere. Source: domain, "Who may ask, and where". */
const entitlementSchema = z.discriminatedUnion('mayOpen', [
  z.strictObject({ mayOpen: z.literal(true), channels: z.array(channelSchema).nonempty() }),
  z.strictObject({ mayOpen: z.literal(false), pointer: pointerSchema }),
]);

/** Languages served through a channel during the hours of a calendar. `*` stands for every language. */
const offerSchema = z.strictObject({
  languages: z.union([z.literal('*'), z.array(languageSchema).nonempty()]),
  calendar: id,
});
const channelOfferSchema = z.strictObject({
  channel: channelSchema,
  offers: z.array(offerSchema).nonempty(),
  /** How the channel is reached; shown to those entitled to it only. */
  access: words,
  /** The same in other languages. */
  translations: translationsSchema.optional(),
});

/** A budget of desk-owned time for tickets of the listed priorities (absent: all). Of each kind the first row that matches holds. */
const targetSchema = targetTermsSchema.extend({ priorities: z.array(prioritySchema).nonempty().optional() });
export type TargetRule = z.output<typeof targetSchema>;

/** Which calendar governs tickets of the listed priorities (absent: all). The first row that matches holds. */
const hoursSchema = z.strictObject({
  priorities: z.array(prioritySchema).nonempty().optional(),
  calendar: id,
});

const silenceSchema = z.strictObject({
  /** When to remind a requester who was asked for data, counted from the request. */
  reminders: z.array(durationSchema).max(10),
  /** When silence closes the ticket, counted from the request. */
  closeAfter: durationSchema,
});

const surveySchema = z.strictObject({
  /** How long to leave the requester alone after the resolution; absent: not at all. */
  quietFor: durationSchema.optional(),
  /** How long an answer is taken. */
  window: durationSchema,
  /** When to remind somebody who has not answered, counted from the sending. */
  reminders: z.array(durationSchema).max(3).default([]),
  /** The calendar in whose open hours surveys go out, read on the requester's clock where its zone is known; absent: at any hour. */
  sendHours: id.optional(),
  /** Endings after which nobody is asked. */
  suppressFor: z.array(outcomeKind).default([]),
  /** How many surveys a person gets in one month of the desk's calendar. */
  capPerPersonAndMonth: z.int().positive().default(2),
});

/** What a requester is told by mail about its own request. */
const noticeSchema = z.enum(['opened', 'reply', 'data-request', 'reminder', 'resolution']);
export type Notice = z.output<typeof noticeSchema>;

const mailSchema = z.strictObject({ notices: z.array(noticeSchema).default([...noticeSchema.options]) });

const partnerTermsSchema = z.strictObject({
  /** Whether a partner needs a data agreement valid at the referral. */
  agreementRequired: z.boolean(),
  privacyTerms: words,
});

const shape = {
  id,
  title: words,
  editions: z.record(id, entitlementSchema),
  /** Callers who are no customer's signed-in administrator. */
  otherCallers: z.strictObject({
    lostPassword: pointerSchema,
    consumer: pointerSchema,
    unknown: pointerSchema,
  }),
  channels: z.array(channelOfferSchema).nonempty(),
  impactMatrix: z.array(impactRuleSchema).nonempty(),
  calendars: z.array(calendarSchema).nonempty(),
  hours: z.array(hoursSchema).nonempty(),
  targets: z.array(targetSchema),
  silence: silenceSchema,
  reopenWindow: durationSchema,
  survey: surveySchema,
  mail: mailSchema.prefault({}),
  partnerTerms: partnerTermsSchema,
};

/**
 * The policy of a desk: everything that is configuration and not code. Refused with the path of every fault, also of those
 * that lie between its parts: calendars nobody defined, impacts without a priority, targets that could never be met.
 */
export const policySchema = z.strictObject(shape).superRefine((policy, context) => {
  for (const { path, message } of faultsAcross(policy))
    context.addIssue({ code: 'custom', path: [...path], message });
});
export type PolicyDocument = z.output<typeof policySchema>;
/** A document as somebody writes it: what has a default may be left out. */
export type PolicyInput = z.input<typeof policySchema>;
export type UncheckedPolicy = z.output<z.ZodObject<typeof shape>>;
