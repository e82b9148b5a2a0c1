import {
  instantSchema,
  languageSchema,
  opaqueIdSchema,
  prioritySchema,
  targetKindSchema,
  ticketIdSchema,
} from '@caselog/ticket';
import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { ownerSchema } from './clock.ts';
import { queryCount, queryList, waitForSchema } from './reads.ts';

export const queueQuerySchema = z.strictObject({
  limit: queryCount(1, 1_000).optional().meta({ description: 'Rows a page at most; 50 without it.' }),
  sort: z.enum(['priority', 'waiting']).optional().meta({
    description:
      '`priority`, the default: by priority, then by time of request. `waiting`: those first that have stood longest where they stand.',
  }),
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

const facetSchema = z.array(z.object({ value: z.string().nullable(), count: z.int() }));

export const queueFacetsResponseSchema = z
  .object({
    lifecycle: facetSchema,
    priority: facetSchema,
    team: facetSchema,
    assigneeId: facetSchema,
    position: z.int(),
  })
  .meta({
    id: 'QueueFacets',
    description: 'Open tickets of each kind a filter may name; the most frequent first.',
  });
export type QueueFacetsResponse = z.infer<typeof queueFacetsResponseSchema>;

export const queueRowsQuerySchema = z.strictObject({
  tickets: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : [value]).flatMap((text) => text.split(',')))
    .pipe(z.array(ticketIdSchema).min(1).max(100))
    .meta({ description: 'Of which tickets, at most a hundred.' }),
});

/** How a ticket's clock stands: all a page needs to count down by itself until the next event. */
export const standingClockSchema = z
  .object({
    ticketId: ticketIdSchema,
    revision: z.int(),
    owner: ownerSchema.meta({ description: 'Whose time runs now.' }),
    changesAt: instantSchema
      .nullable()
      .meta({ description: 'When the hours alone hand the time on; null where they do not.' }),
    target: z
      .object({
        kind: targetKindSchema,
        state: z.enum(['running', 'paused', 'met', 'missed']),
        clock: z
          .enum(['business', 'wall'])
          .meta({ description: 'Whether it runs in open hours alone, or around the clock.' }),
        budgetMs: z.int(),
        remainingMs: z.int().nullable().meta({
          description: 'Desk-owned time left at the answer’s `now`; it runs while the owner is the desk.',
        }),
        dueAt: instantSchema.nullable(),
        missedAt: instantSchema.nullable(),
        metAt: instantSchema.nullable(),
      })
      .nullable()
      .meta({
        description:
          'The target that presses most: missed and still owed, else the next, else one that was met.',
      }),
  })
  .meta({ id: 'StandingClock' });
export type StandingClock = z.infer<typeof standingClockSchema>;

export const queueRowsResponseSchema = z
  .object({
    now: instantSchema,
    rows: z
      .array(z.object({ row: queueRowSchema, clock: standingClockSchema }))
      .meta({ description: 'As the ledger has them now, also those that are resolved.' }),
  })
  .meta({ id: 'QueueRows' });
export type QueueRowsResponse = z.infer<typeof queueRowsResponseSchema>;
