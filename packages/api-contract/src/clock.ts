import { instantSchema, targetKindSchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';

export const clockQuerySchema = z.strictObject({
  at: instantSchema.optional().meta({ description: 'The account up to this moment; without it, up to now.' }),
  zone: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'The time zone the words are written for; without it, the desk’s own.' }),
});

export const ownerSchema = z.enum(['desk', 'requester', 'third-party', 'closed-hours', 'nobody']);
const ms = z.number().int().nonnegative();
const eventId = z.uuid();

const summarySchema = z
  .object({
    elapsedMs: ms.meta({ description: 'The sum of the five that follow, exactly.' }),
    deskMs: ms,
    requesterMs: ms,
    thirdPartyMs: ms,
    closedHoursMs: ms,
    nobodyMs: ms.meta({ description: 'After a resolution, until a reopening.' }),
    held: z
      .object({ deskMs: ms, requesterMs: ms, thirdPartyMs: ms })
      .meta({ description: 'By who held the ticket, whether the desk was open or not.' }),
  })
  .meta({ id: 'ClockSummary' });

const targetSchema = z
  .object({
    kind: targetKindSchema,
    episode: z.int().positive(),
    state: z.enum(['running', 'paused', 'met', 'missed', 'cancelled']),
    pausedBy: ownerSchema.nullable().meta({ description: 'Who owns the time while it is paused.' }),
    startedAt: instantSchema,
    startedBy: eventId,
    clock: z.enum(['business', 'wall']),
    budgetMs: ms,
    usedMs: ms,
    remainingMs: ms.nullable(),
    dueAt: instantSchema.nullable().meta({
      description: 'When it will be missed if the desk keeps the ticket; null while others hold it.',
    }),
    warnAt: instantSchema.nullable(),
    missedAt: instantSchema.nullable(),
    end: z
      .object({ at: instantSchema, by: eventId, how: z.enum(['fulfilled', 'cancelled']) })
      .nullable()
      .meta({ description: 'The event that met it, came too late, or made an end of it.' }),
  })
  .meta({ id: 'ClockTarget' });

/** Where every second of a ticket went. */
export const clockResponseSchema = z
  .object({
    ticketId: ticketIdSchema,
    from: instantSchema,
    until: instantSchema,
    zone: z.string(),
    policyVersion: z.string().meta({ description: 'The policy that governs the present episode.' }),
    intervals: z
      .array(
        z.object({
          owner: ownerSchema,
          from: instantSchema,
          to: instantSchema,
          state: lifecycleSchema,
          episode: z.int().positive(),
          openedBy: eventId.meta({ description: 'The event that put the ticket where it stood.' }),
          closedBy: eventId
            .nullable()
            .meta({ description: 'The event that ended it; null when the hours did, or nothing has.' }),
          words: z.string().meta({ description: 'The same in plain English, for the requester.' }),
        }),
      )
      .meta({ description: 'Without a gap or an overlap, from `from` to `until`.' }),
    summary: summarySchema,
    episodes: z.array(
      z.object({
        number: z.int().positive(),
        from: instantSchema,
        to: instantSchema,
        openedBy: eventId,
        closedBy: eventId.nullable(),
        summary: summarySchema,
      }),
    ),
    targets: z.array(targetSchema),
    due: z
      .array(
        z.object({
          kind: z.enum([
            'target-warning',
            'target-missed',
            'reminder',
            'silence',
            'survey-lapse',
            'reopen-window',
          ]),
          dueAt: instantSchema,
          episode: z.int().positive(),
          target: targetKindSchema.nullable(),
          number: z.int().positive().nullable().meta({ description: 'Which reminder.' }),
        }),
      )
      .meta({ description: 'What falls due if nothing else happens, earliest first.' }),
    outOfOrder: z
      .array(eventId)
      .meta({ description: 'Events whose time lay before that of the event before them.' }),
  })
  .meta({ id: 'Clock' });
export type ClockResponse = z.infer<typeof clockResponseSchema>;
