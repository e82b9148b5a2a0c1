import { instantSchema } from '@caselog/ticket';
import { z } from 'zod';

const count = z.int().nonnegative();
const readerSchema = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'Whose lane: the name of a read model or a worker.' });
const streamSchema = z.string().min(1).max(200).meta({ description: 'Such as `ticket-<id>`.' });

/** A lane that stopped: one stream of one reader, held at an event it could not take. */
export const laneSchema = z
  .object({
    reader: z.string(),
    stream: z.string(),
    ticketId: z.string().nullable().meta({ description: 'Null when the stream is no ticket’s.' }),
    revision: count.meta({ description: 'Of the event that could not be taken.' }),
    position: count,
    eventId: z.string(),
    eventType: z.string(),
    reason: z.string().meta({ description: 'Name and message of the error.' }),
    attempts: count.meta({ description: 'How often the event was tried, over all releases.' }),
    since: instantSchema,
    status: z
      .enum(['held', 'released'])
      .meta({ description: 'Released: its reader goes on with it, or soon does.' }),
    nextTryAt: instantSchema.nullable().meta({
      description: 'When its reader tries it again by itself; null: it waits for somebody to decide.',
    }),
    resumeRevision: count.meta({ description: 'The first event of the stream that is not handled.' }),
    waiting: count.meta({ description: 'Events of the stream that are not handled, this one included.' }),
  })
  .meta({ id: 'Lane' });
export type LaneView = z.infer<typeof laneSchema>;

/** An event that somebody decided to leave out. */
export const skippedEventSchema = z
  .object({
    reader: z.string(),
    stream: z.string(),
    revision: count,
    position: count,
    eventId: z.string(),
    eventType: z.string(),
    reason: z.string(),
    by: z.string(),
    why: z.string(),
    at: instantSchema,
  })
  .meta({ id: 'SkippedEvent' });
export type SkippedEventView = z.infer<typeof skippedEventSchema>;

export const quarantineQuerySchema = z.strictObject({
  reader: readerSchema.optional(),
  stream: streamSchema.optional(),
});
export type QuarantineQuery = z.infer<typeof quarantineQuerySchema>;

export const quarantineResponseSchema = z
  .object({
    lanes: z.array(laneSchema).meta({ description: 'Oldest first.' }),
    skipped: z.array(skippedEventSchema).meta({ description: 'Oldest first.' }),
  })
  .meta({ id: 'Quarantine' });
export type QuarantineResponse = z.infer<typeof quarantineResponseSchema>;

export const lanePathSchema = z.object({ reader: readerSchema, stream: streamSchema });

/** An event as the reader is given it: upcast to its present shape. */
export const waitingEventSchema = z
  .object({
    revision: count,
    position: count,
    eventId: z.string(),
    type: z.string(),
    occurredAt: instantSchema,
    recordedAt: instantSchema,
    actor: z.string(),
    schemaVersion: count,
    data: z.unknown(),
    fault: z.string().nullable().meta({ description: 'Why it cannot even be read in its present shape.' }),
  })
  .meta({ id: 'WaitingEvent' });
export type WaitingEventView = z.infer<typeof waitingEventSchema>;

export const laneDetailsSchema = z
  .object({
    lane: laneSchema,
    events: z.array(waitingEventSchema).meta({
      description: 'The event that could not be taken and those that wait behind it, a hundred at most.',
    }),
  })
  .meta({ id: 'LaneDetails' });
export type LaneDetails = z.infer<typeof laneDetailsSchema>;

export const releaseLaneRequestSchema = z
  .strictObject({
    stream: streamSchema,
    reader: readerSchema.optional().meta({ description: 'Without it: every reader that holds the stream.' }),
  })
  .meta({ id: 'ReleaseLane' });
export type ReleaseLaneRequest = z.infer<typeof releaseLaneRequestSchema>;

export const skipEventRequestSchema = z
  .strictObject({
    stream: streamSchema,
    reader: readerSchema.optional().meta({ description: 'Without it: every reader held at the event.' }),
    revision: count.meta({ description: 'The event the lane is held at; another is not skipped.' }),
    why: z.string().trim().min(1).max(500),
  })
  .meta({ id: 'SkipEvent' });
export type SkipEventRequest = z.infer<typeof skipEventRequestSchema>;

/** The lanes that a decision let go. */
export const lanesAnswerSchema = z.object({ lanes: z.array(laneSchema) }).meta({ id: 'LanesReleased' });
export type LanesAnswer = z.infer<typeof lanesAnswerSchema>;

/** How far a rebuild beside the live model has come, or how it ended. */
export const rebuildSchema = z
  .object({
    model: z.string(),
    status: z.enum(['requested', 'building', 'swapped', 'failed']),
    version: z.string().nullable().meta({ description: 'Which version of the model is built.' }),
    position: count.meta({ description: 'Taken so far; once swapped, where the swap took place.' }),
    head: count.meta({ description: 'Where it has to get to, as last seen.' }),
    eventsPerS: z.number().nonnegative().nullable(),
    msLeft: z.number().nonnegative().nullable(),
    requestedBy: z.string(),
    requestedAt: instantSchema,
    updatedAt: instantSchema,
    reason: z.string().nullable().meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'Rebuild' });
export type RebuildView = z.infer<typeof rebuildSchema>;

export const rebuildRequestSchema = z
  .strictObject({
    model: z.string().min(1).max(100).meta({ description: 'The name of a read model, or `all`.' }),
  })
  .meta({ id: 'RequestRebuild' });
export type RebuildRequest = z.infer<typeof rebuildRequestSchema>;

export const rebuildsAnswerSchema = z.object({ rebuilds: z.array(rebuildSchema) }).meta({ id: 'Rebuilds' });
export type RebuildsAnswer = z.infer<typeof rebuildsAnswerSchema>;

/** A read model with who keeps it, what it holds back, and its rebuild. */
export const readModelStatusSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    position: count.meta({ description: 'It shows every event up to here.' }),
    behind: count.meta({ description: 'Positions between it and the ledger’s end.' }),
    updatedAt: instantSchema.nullable(),
    generation: count.meta({ description: 'How often it was built.' }),
    heldLanes: count,
    rebuild: rebuildSchema.nullable().meta({ description: 'The last one.' }),
  })
  .meta({ id: 'ReadModelStatus' });
export type ReadModelStatus = z.infer<typeof readModelStatusSchema>;

export const readModelsResponseSchema = z
  .object({
    at: instantSchema,
    head: count,
    models: z.array(readModelStatusSchema),
    shards: z
      .array(
        z.object({
          shard: count,
          holder: z
            .string()
            .nullable()
            .meta({ description: 'The projector that works on it; null: nobody.' }),
          beatAt: instantSchema.nullable().meta({ description: 'When that projector last said it lives.' }),
          position: count,
        }),
      )
      .meta({ description: 'How projectors share the work.' }),
  })
  .meta({ id: 'ReadModels' });
export type ReadModelsResponse = z.infer<typeof readModelsResponseSchema>;
