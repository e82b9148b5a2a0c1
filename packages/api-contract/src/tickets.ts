import { instantSchema, languageSchema, prioritySchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { commandTypeSchema, lifecycleSchema } from './problem.ts';
import { byTimeSchema, timeOfSchema, waitForSchema } from './reads.ts';

/** Where a ticket stands in the chart, and what its clocks and lists know of it. Nothing here is personal. */
export const ticketStateSchema = z
  .object({
    lifecycle: lifecycleSchema,
    returnsTo: lifecycleSchema
      .optional()
      .meta({ description: 'Where the end of the wait leads, while data is awaited.' }),
    firstResponse: z.enum(['due', 'met', 'missed']),
    survey: z.enum(['none', 'scheduled', 'sent', 'answered', 'lapsed', 'bounced', 'declined', 'suppressed']),
    episode: z.int().positive(),
    openedAt: instantSchema,
    requesterId: z.string(),
    customerId: z.string().nullable(),
    language: languageSchema,
    priority: prioritySchema,
    assigneeId: z.string().nullable(),
    team: z.string().nullable(),
    partnerId: z.string().nullable(),
    openItems: z.array(z.string()),
    firstRespondedAt: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
    outcome: z.string().nullable(),
    reopenableUntil: instantSchema.nullable(),
    surveyClosesAt: instantSchema.nullable(),
    outageId: z.string().nullable(),
    serviceCredit: z.boolean(),
    incidentReport: z.boolean(),
    links: z.array(z.object({ kind: z.string(), ticketId: ticketIdSchema })),
  })
  .meta({ id: 'TicketState' });
export type TicketStateView = z.infer<typeof ticketStateSchema>;

/** One event of the ledger, as readers get it. */
export const eventViewSchema = z
  .object({
    eventId: z.uuid(),
    stream: z.string(),
    position: z.int().meta({ description: 'Place in the order of the whole ledger, from 1.' }),
    revision: z.int().meta({ description: "Place in the ticket's own history, from 0." }),
    type: z.string(),
    schemaVersion: z.int().optional().meta({ description: 'Which shape of its type the data has.' }),
    data: z.record(z.string(), z.unknown()),
    actor: z.string(),
    occurredAt: instantSchema,
    recordedAt: instantSchema,
    commandId: z.string(),
  })
  .meta({ id: 'LedgerEvent' });
export type EventView = z.infer<typeof eventViewSchema>;

export const ticketPathSchema = z.object({ ticketId: ticketIdSchema });
export const ticketQuerySchema = z.strictObject({
  waitFor: waitForSchema,
  at: instantSchema.optional().meta({ description: 'The ticket as it was then; without it, as it is.' }),
  by: byTimeSchema.optional(),
});

export const ticketResponseSchema = z
  .object({
    ticketId: ticketIdSchema,
    revision: z.int(),
    position: z.int().meta({ description: 'Position of its last event.' }),
    state: ticketStateSchema,
    allowed: z
      .array(commandTypeSchema)
      .meta({ description: 'The commands the ticket takes now; none where it is shown as it was.' }),
    history: z.array(eventViewSchema),
    asOf: z
      .object({ at: instantSchema, by: timeOfSchema })
      .optional()
      .meta({ description: 'Which past it is that is shown; absent: the present.' }),
  })
  .meta({ id: 'Ticket' });
export type TicketResponse = z.infer<typeof ticketResponseSchema>;
