import { z } from 'zod';
import type { Tagged } from './register.ts';

/** What was refused, to whom and why: for those who answer for the desk. Nothing of what was asked is kept. */
export const refusalEventSchemas = {
  CommandRefused: z.strictObject({
    command: z.string().max(100),
    reason: z.enum(['not-entitled', 'channel', 'partner-agreement', 'outage', 'attachment', 'role']),
    message: z.string().max(1_000),
    customerId: z.string().max(128).nullable(),
    ticketId: z.string().max(64).nullable(),
  }),
} as const;
export type RefusalEvent = Tagged<typeof refusalEventSchemas>;

/** The stream of one refusal, by the id of the command refused: a repeat finds it. Pure. */
export const refusalStream = (id: string): string => `refusal-${id}`;
