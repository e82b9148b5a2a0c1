import { instantSchema, prioritySchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { queryCount, waitForSchema } from './reads.ts';

export const ticketListQuerySchema = z.strictObject({
  limit: queryCount(1, 200).optional().meta({ description: 'Rows a page at most; 50 without it.' }),
  after: ticketIdSchema.optional().meta({ description: '`next` of the page before.' }),
  waitFor: waitForSchema,
});
export type TicketListQuery = z.output<typeof ticketListQuerySchema>;

export const ticketListRowSchema = z
  .object({
    ticketId: ticketIdSchema,
    subject: z.string(),
    lifecycle: lifecycleSchema,
    priority: prioritySchema,
    assigneeId: z.string().nullable(),
    team: z.string().nullable(),
    openedAt: instantSchema,
    updatedAt: instantSchema,
    resolvedAt: instantSchema.nullable(),
    episode: z.int(),
    /** The log and case an imported ticket stands for. */
    source: z.object({ log: z.string(), caseId: z.string() }).nullable(),
    revision: z.int(),
    position: z.int(),
  })
  .meta({ id: 'TicketListRow' });

export const ticketListResponseSchema = z
  .object({
    /** In the order of their ids, which is that of their opening. */
    rows: z.array(ticketListRowSchema),
    next: ticketIdSchema.nullable().meta({ description: 'Cursor of the next page; null after the last.' }),
    total: z.int(),
    position: z.int().meta({ description: 'How far the read model has come.' }),
  })
  .meta({ id: 'TicketList' });
export type TicketListResponse = z.infer<typeof ticketListResponseSchema>;
