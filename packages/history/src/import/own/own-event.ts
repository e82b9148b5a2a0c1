import { LogFormatError } from '@caselog/log-formats';
import { instantSchema, ticketIdOf, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';

/** An event as a Caselog wrote it into a log, whole. */
export interface OwnEvent {
  /** Where in the file. */
  readonly place: string;
  /** Its place in the ledger it was written from. */
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const whole = z.object({
  position: z.int().positive(),
  stream: z
    .string()
    .regex(/^[a-z][a-z-]*-.+$/, 'names no stream')
    .refine((stream) => ticketIdSchema.optional().safeParse(ticketIdOf(stream)).success, 'names no ticket'),
  revision: z.int().min(0),
  id: z.uuid(),
  type: z.string().min(1),
  metadata: z.looseObject({
    commandId: z.string().min(1),
    actor: z.string().min(1),
    occurredAt: instantSchema,
    recordedAt: instantSchema,
    schemaVersion: z.int().positive(),
  }),
});

/** Checks that an event is told whole. Pure. @throws LogFormatError */
export const toOwnEvent = (
  file: string,
  place: string,
  event: Readonly<Record<string, unknown>>,
): OwnEvent => {
  const checked = whole.safeParse(event);
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues as [z.core.$ZodIssue];
    throw new LogFormatError(file, `the event is not whole: ${path.join('.')}: ${message}`, place);
  }
  if (event.data === undefined)
    throw new LogFormatError(file, 'the event is not whole: it has no data', place);
  return { place, ...checked.data, data: event.data };
};
