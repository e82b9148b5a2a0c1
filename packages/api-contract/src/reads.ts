import { z } from 'zod';

/** A whole number in a query: digits only, so that "", "1e3" and " 7" are refused and not read as numbers. */
export const queryCount = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));

/** A list in a query: `?x=a&x=b`, `?x=a,b` or both. */
export const queryList = <Value extends string>(item: z.ZodType<Value, string>) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : [value]).flatMap((text) => text.split(',')))
    .pipe(z.array(item).min(1).max(50));

export const waitForSchema = queryCount(0).optional().meta({
  description:
    'Wait until the read shows this position (from a command’s answer), for a bounded time; then 503 not-visible-yet.',
});

/** By which time, as the API tells it. */
export const timeOfSchema = z.enum(['occurredAt', 'recordedAt']);

/** By which time: as things had happened by then, or as the ledger knew them; also in the command line's words. */
export const byTimeSchema = z
  .enum(['occurredAt', 'recordedAt', 'occurred', 'recorded'])
  .transform((by) => (by === 'occurred' || by === 'recorded' ? (`${by}At` as const) : by))
  .meta({ description: 'As things had happened by then (occurred), or as the ledger knew them (recorded).' });

/** An instant of a query: ISO 8601 in UTC, with or without parts of seconds. */
export const queryInstant = z.iso.datetime().transform((text) => new Date(text).toISOString());
