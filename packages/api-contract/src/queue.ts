import {
  instantSchema,
  languageSchema,
  opaqueIdSchema,
  prioritySchema,
  ticketIdSchema,
} from '@caselog/ticket';
import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { queryCount, queryList, waitForSchema } from './reads.ts';

export const queueQuerySchema = z.strictObject({
  limit: queryCount(1, 200).optional().meta({ description: 'Rows a page at most; 50 without it.' }),
  after: z.string().min(1).max(500).optional().meta({ description: '`next` of the page before.' }),
  lifecycle: queryList(lifecycleSchema)
    .optional()
    .meta({ description: 'States to keep. Tickets that are resolved are not in the queue.' }),
  priority: queryList(prioritySchema).optional(),
  team: opaqueIdSchema.optional(),
  assigneeId: opaqueIdSchema.optional(),
  waitFor: waitForSchema,
});
export type QueueQuery = z.output<typeof queueQuerySchema>;

export const queueRowSchema = z
  .object({
    ticketId: ticketIdSchema,
    subject: z
      .string()
      .nullable()
      .meta({ description: 'Null while the read model that holds it lies behind.' }),
    priority: prioritySchema,
    lifecycle: lifecycleSchema,
    openedAt: instantSchema,
    waitingSince: instantSchema.meta({ description: 'When its present state was entered.' }),
    language: languageSchema,
    assigneeId: z.string().nullable(),
    team: z.string().nullable(),
    revision: z.int(),
    position: z.int(),
  })
  .meta({ id: 'QueueRow' });
export type QueueRow = z.infer<typeof queueRowSchema>;

export const queueResponseSchema = z
  .object({
    /** By priority, then by time of request. */
    rows: z.array(queueRowSchema),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null after the last.' }),
    total: z.int().meta({ description: 'Open tickets that pass the filters, over all pages.' }),
    position: z.int().meta({ description: 'Rows and total are true for this position of the ledger.' }),
  })
  .meta({ id: 'QueuePage' });
export type QueueResponse = z.infer<typeof queueResponseSchema>;
