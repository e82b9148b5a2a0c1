import { instantSchema, opaqueIdSchema, prioritySchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { queryCount, queryInstant, queryList } from './reads.ts';

/** Every board there is, in the order of the page. */
export const boardIds = [
  'backlog',
  'targets',
  'ownership',
  'waiting',
  'flow-map',
  'variants',
  'dotted-chart',
  'reopening',
  'satisfaction',
] as const;
export type BoardId = (typeof boardIds)[number];

const populationShape = {
  asOf: queryInstant.optional().meta({ description: 'The instant to look from; now without it. Not ahead.' }),
  by: z.enum(['occurredAt', 'recordedAt']).optional().meta({
    description: 'What had happened by then (`occurredAt`, the default), or what the ledger knew of it.',
  }),
  from: queryInstant.optional().meta({ description: 'Tickets opened from here on.' }),
  to: queryInstant.optional().meta({ description: 'Tickets opened before this.' }),
  priority: queryList(prioritySchema).optional().meta({ description: 'Priorities at the instant.' }),
  customer: opaqueIdSchema.optional(),
  team: opaqueIdSchema.optional().meta({ description: 'The team at the instant.' }),
};

export const boardPathSchema = z.object({ board: z.enum(boardIds) });
export const boardQuerySchema = z.strictObject({
  ...populationShape,
  format: z.enum(['json', 'csv']).optional(),
  table: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'The table to write as CSV; the first without it.' }),
});
export type BoardQueryParameters = z.output<typeof boardQuerySchema>;

export const boardTicketsQuerySchema = z.strictObject({
  ...populationShape,
  figure: z
    .string()
    .max(2_000)
    .meta({ description: 'Which figure: `<table>/<row>/<column>`, by their ids and keys.' }),
  limit: queryCount(1, 200).optional().meta({ description: 'Rows a page at most; 50 without it.' }),
  after: queryCount(0).optional().meta({ description: '`next` of the page before.' }),
});
export type BoardTicketsQuery = z.output<typeof boardTicketsQuerySchema>;

const unitSchema = z.enum([
  'text',
  'instant',
  'tickets',
  'steps',
  'resolutions',
  'episodes',
  'events',
  'ms',
  'share',
  'score',
  'index',
]);
export type BoardUnit = z.infer<typeof unitSchema>;

export const boardTableSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    formula: z.string().meta({ description: 'How the figures come about, in words.' }),
    n: z.object({ value: z.int(), of: z.string() }).meta({ description: 'Among how many, and of what.' }),
    columns: z.array(z.object({ key: z.string(), label: z.string(), unit: unitSchema })),
    rows: z.array(
      z.object({
        key: z.string(),
        /** One for each column. Times in milliseconds, shares from 0 to 1; null: there is nothing to make the figure of. */
        values: z.array(z.union([z.number(), z.string(), z.null()])),
        /** How many tickets are behind each value; null where it is a label. */
        tickets: z.array(z.int().nullable()),
      }),
    ),
  })
  .meta({ id: 'BoardTable' });
export type BoardTable = z.infer<typeof boardTableSchema>;

const pointSchema = z.tuple([z.number(), z.number()]);

/** Where the flow map's parts lie, and what its sliders hide together. */
const flowDrawingSchema = z.object({
  kind: z.literal('flow-map'),
  width: z.number(),
  height: z.number(),
  nodes: z.array(
    z.object({
      activity: lifecycleSchema,
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
    }),
  ),
  arcs: z.array(
    z.object({
      from: lifecycleSchema,
      to: lifecycleSchema,
      points: z.array(pointSchema),
      label: z.object({ x: z.number(), y: z.number() }),
    }),
  ),
  footprints: z.array(z.object({ activities: z.array(z.int()), arcs: z.array(z.int()), cases: z.int() })),
});
const dottedDrawingSchema = z.object({
  kind: z.literal('dotted-chart'),
  from: instantSchema,
  to: instantSchema,
  columns: z.int(),
  rows: z.int(),
});
export type FlowMapDrawing = z.infer<typeof flowDrawingSchema>;
export type DottedChartDrawing = z.infer<typeof dottedDrawingSchema>;

export const boardResponseSchema = z
  .object({
    board: z.enum(boardIds),
    title: z.string(),
    shows: z.string(),
    asOf: instantSchema,
    isNow: z.boolean().meta({ description: 'No instant was asked for: `asOf` is the moment it was drawn.' }),
    by: z.enum(['occurredAt', 'recordedAt']),
    population: z.object({
      n: z.int(),
      formula: z.string(),
      unreadable: z
        .int()
        .meta({ description: 'Tickets whose history cannot be read; no figure counts them.' }),
    }),
    position: z.int().meta({ description: 'The figures are true for this position of the ledger.' }),
    behind: z.int().meta({ description: 'Positions of the ledger behind it when it was drawn.' }),
    version: z.string().meta({ description: 'The version of the formulas.' }),
    drawnAt: instantSchema,
    tables: z.array(boardTableSchema),
    drawing: z.discriminatedUnion('kind', [flowDrawingSchema, dottedDrawingSchema]).nullable(),
  })
  .meta({ id: 'Board' });
export type BoardResponse = z.infer<typeof boardResponseSchema>;

export const boardTicketsResponseSchema = z
  .object({
    figure: z.string(),
    total: z.int(),
    rows: z.array(
      z.object({
        ticketId: ticketIdSchema,
        caseId: z.string().nullable().meta({ description: 'The case of the log it came from.' }),
        lifecycle: lifecycleSchema,
        priority: prioritySchema,
        team: z.string().nullable(),
        openedAt: instantSchema,
      }),
    ),
    next: z.int().nullable(),
    asOf: instantSchema,
    position: z.int(),
  })
  .meta({ id: 'BoardTickets' });
export type BoardTicketsResponse = z.infer<typeof boardTicketsResponseSchema>;

export const boardsResponseSchema = z
  .object({
    boards: z.array(z.object({ board: z.enum(boardIds), title: z.string(), shows: z.string() })),
    version: z.string(),
    teams: z
      .array(z.string())
      .meta({ description: 'To narrow a population to: those of most tickets first.' }),
    customers: z.array(z.string()),
  })
  .meta({ id: 'Boards' });
export type BoardsResponse = z.infer<typeof boardsResponseSchema>;
