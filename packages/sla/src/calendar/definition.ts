import * as z from 'zod';
import type { Fault } from '../errors.ts';
import { InvalidCalendarError } from '../errors.ts';
import { epochDayOf, holidaySourceSchema } from './holidays.ts';
import { hoursSchema, toShift, weekdayOf, weekdays, weeklyShiftSchema } from './hours.ts';
import { dayOverlaps, weeklyOverlaps } from './overlaps.ts';
import { DAY_MS } from './range.ts';
import { isZone } from './zone.ts';

const identity = {
  id: z.string().min(1),
  version: z.int().positive(),
  zone: z.string().refine(isZone, { error: ({ input }) => `unknown time zone ${String(input)}` }),
};

const weeklySchema = z
  .array(weeklyShiftSchema)
  .min(1, 'a calendar without a weekly shift never opens')
  .superRefine((weekly, context) => {
    for (const { later, message } of weeklyOverlaps(weekly))
      context.addIssue({ code: 'custom', path: [later], message });
  });

const specialHoursSchema = z
  .array(hoursSchema)
  .min(1, "write 'closed' for a day without hours")
  .superRefine((hours, context) => {
    for (const { later, message } of dayOverlaps(hours))
      context.addIssue({ code: 'custom', path: [later], message });
  });

/** What one local date is instead of its weekday or holiday: closed, or open for exactly these hours. */
const exceptionSchema = z.strictObject({
  date: z.iso.date({ error: ({ input }) => `no such date ${String(input)}` }),
  hours: z.union([z.literal('closed'), specialHoursSchema]),
  note: z.string().optional(),
});
export type CalendarException = z.output<typeof exceptionSchema>;

const exceptionsSchema = z.array(exceptionSchema).superRefine((exceptions, context) => {
  const first = new Map<string, number>();
  for (const [index, { date }] of exceptions.entries()) {
    const earlier = first.get(date);
    if (earlier === undefined) first.set(date, index);
    else
      context.addIssue({
        code: 'custom',
        path: [index, 'date'],
        message: `${date} stands at exceptions.${earlier} already`,
      });
  }
});

const businessSchema = z
  .strictObject({
    kind: z.literal('business'),
    ...identity,
    weekly: weeklySchema,
    holidays: z.array(holidaySourceSchema).default([]),
    exceptions: exceptionsSchema.default([]),
  })
  .superRefine((calendar, context) => {
    for (const { path, message } of exceptionTails(calendar))
      context.addIssue({ code: 'custom', path, message });
  });
export type BusinessCalendarDefinition = z.output<typeof businessSchema>;

const wallSchema = z.strictObject({ kind: z.literal('wall'), ...identity });

/**
 * A calendar as a versioned document, to stand alone or inside a policy: `business` (weekly shifts, holidays, exceptions)
 * or `wall` (every second of every day). All times are wall times of its zone.
 */
export const calendarSchema = z.discriminatedUnion('kind', [businessSchema, wallSchema]);
export type CalendarDefinition = z.output<typeof calendarSchema>;

/** Special hours that run across midnight into hours of the next day. Pure. */
function exceptionTails({ weekly, exceptions }: Pick<BusinessCalendarDefinition, 'weekly' | 'exceptions'>) {
  const dates = new Set(exceptions.map(({ date }) => date));
  return exceptions.flatMap(({ date, hours }, index) => {
    const tomorrow = epochDayOf(date) + 1;
    // A date with an exception of its own begins at its own midnight: the tail is cut there.
    if (hours === 'closed' || dates.has(new Date(tomorrow * DAY_MS).toISOString().slice(0, 10))) return [];
    const next = weekly.filter(({ days }) => days.includes(weekdays[weekdayOf(tomorrow)] ?? 'monday'));
    return hours.flatMap((one, place) => {
      const tailMs = toShift(one).toMs - DAY_MS;
      const hit = next.find((shift) => toShift(shift).fromMs < tailMs);
      if (hit === undefined) return [];
      const message = `${date} ${one.from}–${one.to} overlaps the next day's ${hit.from}–${hit.to}`;
      return [{ path: ['exceptions', index, 'hours', place], message }];
    });
  });
}

/** The faults of a zod refusal as dotted paths with messages. Pure. */
export const faultsOf = (error: z.ZodError): Fault[] =>
  error.issues.map(({ path, message }) => ({ path: path.join('.') || '(document)', message }));

/**
 * Reads a calendar definition from anything. Pure.
 * @throws InvalidCalendarError with the path of every fault: unknown zone, country or date, overlapping or missing shifts.
 */
export function parseCalendar(input: unknown): CalendarDefinition {
  const result = calendarSchema.safeParse(input);
  if (!result.success) throw new InvalidCalendarError(faultsOf(result.error), result.error);
  return result.data;
}
