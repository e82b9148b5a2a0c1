import {
  channelSchema,
  impactSchema,
  instantSchema,
  languageSchema,
  opaqueIdSchema,
  prioritySchema,
  targetKindSchema,
  ticketIdSchema,
} from '@caselog/ticket';
import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { queryCount, waitForSchema } from './reads.ts';
import { outageResponseSchema } from './registers.ts';

const pointerSchema = z.object({ text: z.string(), url: z.string() });

export const helpQuerySchema = z.strictObject({
  service: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Only outages that affect it, and those that name no service.' }),
});

/** What there is before a ticket: who is helped where, and what is known already. */
export const helpResponseSchema = z
  .object({
    entitled: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether the caller may open tickets; null when nobody said who asks.' }),
    edition: z.string().nullable(),
    languages: z
      .array(languageSchema)
      .meta({ description: 'In which somebody of the desk speaks or chats.' }),
    channels: z.array(channelSchema).meta({ description: 'By which the caller may open tickets.' }),
    helpedAt: pointerSchema
      .nullable()
      .meta({ description: 'Where a caller without tickets is helped instead.' }),
    selfHelp: z.array(pointerSchema.extend({ for: z.enum(['everybody', 'lost-password', 'consumer']) })),
    outages: z.array(outageResponseSchema).meta({ description: 'Open ones, the latest first.' }),
    services: z.array(z.string()).meta({ description: 'What open outages affect.' }),
    files: z.object({
      bytesMax: z.int().meta({ description: 'Bytes of one file.' }),
      mediaTypes: z.array(z.string()),
    }),
    privacyTerms: z.string().meta({ description: 'Under which a partner may see what is referred to it.' }),
  })
  .meta({ id: 'Help' });
export type HelpResponse = z.infer<typeof helpResponseSchema>;

export const previewTicketRequestSchema = z
  .strictObject({ impact: impactSchema })
  .meta({ id: 'PreviewTicketRequest' });
export type PreviewTicketRequest = z.input<typeof previewTicketRequestSchema>;

const durationSchema = z
  .record(z.string(), z.number())
  .meta({ description: 'Such as `{ "businessDays": 1 }`, in the policy’s own terms.' });

/** What a ticket of this impact would be promised if it were opened now. */
export const ticketPreviewSchema = z
  .object({
    at: instantSchema,
    policyVersion: z.string(),
    priority: prioritySchema,
    calendar: z.object({
      id: z.string(),
      zone: z.string(),
      openNow: z.boolean(),
      opensAt: instantSchema.nullable().meta({ description: 'When it next opens; null while it is open.' }),
    }),
    targets: z
      .array(
        z.object({
          kind: targetKindSchema,
          within: durationSchema,
          clock: z.enum(['business', 'wall']),
          budgetMs: z.int().nonnegative(),
          dueAt: instantSchema,
        }),
      )
      .meta({ description: 'Those whose clock starts with the opening.' }),
    words: z.string().meta({ description: 'The same in plain English.' }),
  })
  .meta({ id: 'TicketPreview' });
export type TicketPreview = z.infer<typeof ticketPreviewSchema>;

export const myTicketsQuerySchema = z.strictObject({
  limit: queryCount(1, 100).optional().meta({ description: 'Rows a page at most; 20 without it.' }),
  before: queryCount(1).optional().meta({ description: '`next` of the page before.' }),
  waitFor: waitForSchema,
});
export type MyTicketsQuery = z.output<typeof myTicketsQuerySchema>;

export const myTicketSchema = z
  .object({
    ticketId: ticketIdSchema,
    subject: z.string().nullable().meta({ description: 'Null for a partner, who is not told of it.' }),
    lifecycle: lifecycleSchema,
    priority: prioritySchema,
    language: languageSchema,
    openedAt: instantSchema,
    updatedAt: instantSchema,
    resolvedAt: instantSchema.nullable(),
    openItems: z
      .array(opaqueIdSchema)
      .meta({ description: 'What was asked of the requester and is missing.' }),
    revision: z.int(),
    position: z.int(),
  })
  .meta({ id: 'MyTicket' });

export const myTicketsResponseSchema = z
  .object({
    rows: z.array(myTicketSchema).meta({ description: 'The latest opened first.' }),
    next: z.int().nullable().meta({ description: 'Cursor of the next page; null after the last.' }),
    position: z.int().meta({ description: 'How far the read model has come.' }),
  })
  .meta({ id: 'MyTickets' });
export type MyTicketsResponse = z.infer<typeof myTicketsResponseSchema>;
