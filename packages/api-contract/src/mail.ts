import { personCommandSchemas, type PersonCommand } from '@caselog/registers';
import { instantSchema, opaqueIdSchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { queryCount } from './reads.ts';
import { requestSchema } from './registers.ts';

/** What a mail of the desk is about. `survey` and `survey-reminder` follow the survey's life, the others a command on the ticket. */
export const mailKindSchema = z.enum([
  'survey',
  'survey-reminder',
  'opened',
  'reply',
  'data-request',
  'reminder',
  'resolution',
]);
export type MailKind = z.infer<typeof mailKindSchema>;

/**
 * `due`: waits for its turn. `sending`: being handed to the mail server. `sent`: taken by it, the record in the ledger is under way.
 * `recorded`: done. `bounced`: came back for good, or was refused. `skipped`: was not sent, and `reason` says why.
 */
export const mailStatusSchema = z.enum(['due', 'sending', 'sent', 'recorded', 'bounced', 'skipped']);
export type MailStatus = z.infer<typeof mailStatusSchema>;

export const deliveriesQuerySchema = z.strictObject({
  limit: queryCount(1, 200).optional().meta({ description: 'Rows a page at most; 50 without it.' }),
  after: z.string().min(1).max(200).optional().meta({ description: '`next` of the page before.' }),
  status: mailStatusSchema.optional(),
  kind: mailKindSchema.optional(),
  ticketId: ticketIdSchema.optional(),
});
export type DeliveriesQuery = z.output<typeof deliveriesQuerySchema>;

/** One mail of the desk. To whom it goes is not told: the address stands in the ledger alone. */
export const deliverySchema = z
  .object({
    mailId: z.string(),
    kind: mailKindSchema,
    ticketId: ticketIdSchema,
    episode: z.int().positive().nullable().meta({ description: 'Of a survey: which episode it asks about.' }),
    status: mailStatusSchema,
    attempts: z.int(),
    messageId: z.string().meta({ description: 'The same however often the mail is handed over.' }),
    plannedAt: instantSchema.meta({ description: 'When what caused it happened.' }),
    nextAt: instantSchema
      .nullable()
      .meta({ description: 'When its turn comes; null when nothing is left to do.' }),
    sentAt: instantSchema.nullable(),
    reason: z
      .string()
      .nullable()
      .meta({ description: 'Why it was not sent or is tried again, or what the mail server said.' }),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveriesResponseSchema = z
  .object({
    position: z.int().meta({ description: 'How far the mailer has read the ledger.' }),
    counts: z
      .record(mailStatusSchema, z.int())
      .meta({ description: 'All mails, by what has become of them.' }),
    server: z
      .object({
        isUp: z.boolean(),
        failures: z.int().meta({ description: 'In a row.' }),
        lastError: z.string().nullable(),
        retryAt: instantSchema.nullable(),
      })
      .meta({ description: 'The mail server, as the last mails found it.' }),
    deliveries: z.array(deliverySchema).meta({ description: 'The latest first.' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'Deliveries' });
export type DeliveriesResponse = z.infer<typeof deliveriesResponseSchema>;

export const optOutsResponseSchema = z
  .object({
    people: z.array(
      z.object({
        personId: opaqueIdSchema,
        topic: z.enum(['surveys']),
        since: instantSchema,
        how: z.enum(['one-click', 'page', 'desk']),
      }),
    ),
  })
  .meta({ id: 'OptOuts' });
export type OptOutsResponse = z.infer<typeof optOutsResponseSchema>;

export const personPathSchema = z.object({ personId: opaqueIdSchema });
export const personCommandTypes = Object.keys(personCommandSchemas) as readonly PersonCommand['type'][];
export const personRequestSchema = requestSchema<PersonCommand, typeof personCommandSchemas>(
  personCommandSchemas,
  'PersonRequest',
);
export type PersonRequest = z.input<typeof personRequestSchema>;
