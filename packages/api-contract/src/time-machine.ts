import { instantSchema } from '@caselog/ticket';
import { z } from 'zod';
import { byTimeSchema, queryCount, timeOfSchema } from './reads.ts';

const counts = z.record(z.string(), z.number());
const limit = queryCount(1, 1_000).optional().meta({ description: 'Rows at most; 100 without it.' });
const whatIfRowsMax = 1_000;

/** `at` as the URL's text; `by`: as things had happened by then, or as the ledger knew them. */
export const asOfQuerySchema = z.strictObject({
  at: instantSchema,
  by: byTimeSchema.default('occurredAt'),
  /** Rows of the queue. */
  limit,
});

const walkedEdge = z.object({
  from: z.string(),
  to: z.string(),
  count: z.int(),
  inferred: z.int(),
  meanMs: z.number(),
  maxMs: z.number(),
});

/** The read models as they stood at an instant, all of the same tickets. */
export const asOfResponseSchema = z.object({
  at: instantSchema,
  by: timeOfSchema,
  /** How far the ledger was read. */
  position: z.int(),
  tickets: z.int(),
  byState: counts,
  byStateAndPriority: z.record(z.string(), counts),
  openByPriority: counts,
  byFirstResponse: counts,
  bySurvey: counts,
  queue: z.array(
    z.object({
      ticketId: z.string(),
      lifecycle: z.string(),
      priority: z.string(),
      openedAt: instantSchema,
      waitingSince: instantSchema,
      assigneeId: z.string().nullable(),
      team: z.string().nullable(),
      language: z.string(),
      revision: z.int(),
      position: z.int(),
    }),
  ),
  flow: z.array(walkedEdge),
});
export type AsOfResponse = z.infer<typeof asOfResponseSchema>;

export const diffQuerySchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  by: byTimeSchema.default('occurredAt'),
  /** Tickets and corrections listed; their totals are told besides. */
  limit,
});

const standing = z.object({
  at: instantSchema,
  tickets: z.int(),
  byState: counts,
  byStateAndPriority: z.record(z.string(), counts),
  openByPriority: counts,
});

/** What changed between two instants. */
export const diffResponseSchema = z.object({
  by: timeOfSchema,
  position: z.int(),
  from: standing,
  to: standing,
  opened: z.int(),
  resolved: z.int(),
  reopened: z.int(),
  moves: z.array(walkedEdge.pick({ from: true, to: true, count: true })),
  changed: z.array(
    z.object({
      ticketId: z.string(),
      fromState: z.string().nullable(),
      toState: z.string(),
      fromPriority: z.string().nullable(),
      toPriority: z.string(),
    }),
  ),
  changedTotal: z.int(),
  /** Events recorded between the instants that had happened before both. */
  corrections: z.array(
    z.object({
      ticketId: z.string(),
      revision: z.int(),
      position: z.int(),
      type: z.string(),
      occurredAt: instantSchema,
      recordedAt: instantSchema,
    }),
  ),
  correctionsTotal: z.int(),
  recordedLater: z.int(),
});
export type DiffResponse = z.infer<typeof diffResponseSchema>;

/** What is to be tried on history. What is left out is as it is in force. */
export const whatIfRequestSchema = z.strictObject({
  /** A policy document; refused with the path of every fault. */
  policy: z.record(z.string(), z.unknown()).optional(),
  /** Calendars, each in the place of the policy's own of that id. */
  calendars: z.array(z.record(z.string(), z.unknown())).max(50).optional(),
  /** Takes imported tickets as if this desk had governed them, on both sides. */
  governImported: z.boolean().default(false),
  /** Tickets opened from here on, and before there. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

const decisions = z.object({
  priorities: counts,
  targets: z.record(z.string(), counts),
  ticketsMissed: z.int(),
  warnings: counts,
  surveys: counts,
  reminders: z.int(),
  silenceClosings: z.int(),
  lateReopenings: z.int(),
});

const ticketDecisions = z.object({
  priority: z.string(),
  targets: z.array(
    z.object({
      kind: z.string(),
      episode: z.int(),
      startedAt: instantSchema,
      budgetMs: z.number(),
      outcome: z.string(),
      missedAt: instantSchema.nullable(),
      warnedAt: instantSchema.nullable(),
    }),
  ),
  surveys: z.array(
    z.object({
      end: z.string(),
      sendAfter: instantSchema.nullable(),
      closesAt: instantSchema.nullable(),
    }),
  ),
  reminders: z.int(),
  silenceClosings: z.int(),
  lateReopenings: z.int(),
});

/** History as it was governed beside history as the candidate would have governed it: facts are kept, decisions made anew. */
const whatIfReport = z.object({
  candidate: z.object({ title: z.string(), version: z.string(), chart: z.boolean() }),
  governImported: z.boolean(),
  from: instantSchema.nullable(),
  to: instantSchema.nullable(),
  until: instantSchema,
  position: z.int(),
  tickets: z.int(),
  events: z.int(),
  imported: z.int(),
  facts: counts,
  decisions: z.object({ own: decisions, candidate: decisions }),
  differing: z.int(),
  differingIn: counts,
  momentsMoved: z.int(),
  refused: counts,
  recordedOtherwise: z.int(),
  notDecidedAnew: z.array(z.string()),
});

export const whatIfPathSchema = z.strictObject({ jobId: z.uuid() });

/** Long work: it is asked for again until it is done. */
export const whatIfJobSchema = z.object({
  jobId: z.uuid(),
  state: z.enum(['running', 'done', 'failed']),
  /** Events folded, of how many; both 0 before it is known. */
  done: z.int(),
  total: z.int(),
  report: whatIfReport.nullable(),
  /** The first of the tickets that differ. */
  tickets: z
    .array(
      z.object({
        ticketId: z.string(),
        differsIn: z.array(z.string()),
        own: ticketDecisions,
        candidate: ticketDecisions,
      }),
    )
    .max(whatIfRowsMax),
  /** Why it failed. */
  problem: z.string().nullable(),
});
export type WhatIfJob = z.infer<typeof whatIfJobSchema>;
