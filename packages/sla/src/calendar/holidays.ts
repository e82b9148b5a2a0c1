import Holidays from 'date-holidays';
import holidayPackage from 'date-holidays/package.json' with { type: 'json' };
import * as z from 'zod';
import { DAY_MS } from './range.ts';

/** The version of the holiday data in use: what a calendar closes on may change with it. */
export const holidayDataVersion: string = holidayPackage.version;

const holidayTypes = ['public', 'bank', 'school', 'optional', 'observance'] as const;

/** A day of a country's holidays, as an ISO date in local time. */
export interface Holiday {
  readonly date: string;
  readonly name: string;
}

const placeSchema = z.strictObject({
  /** ISO 3166-1 alpha-2, and the codes below it that date-holidays knows. */
  country: z.string(),
  state: z.string().optional(),
  region: z.string().optional(),
  types: z.array(z.enum(holidayTypes)).min(1).default(['public']),
  /** English names of holidays on which the desk works all the same. */
  except: z.array(z.string()).default([]),
});
export type HolidaySource = z.output<typeof placeSchema>;

const isKnown = (codes: object | undefined, code: string) =>
  codes !== undefined && Object.hasOwn(codes, code);

/** Holidays of a country, state and region. A place or a name that the holiday data does not know is refused. */
export const holidaySourceSchema = placeSchema.superRefine((source, context) => {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const data = new Holidays();
  const { country, state, region } = source;
  if (!isKnown(data.getCountries(), country)) return refuse(['country'], `unknown country ${country}`);
  if (state !== undefined && !isKnown(data.getStates(country), state))
    return refuse(['state'], `unknown state ${state} of ${country}`);
  if (region !== undefined && (state === undefined || !isKnown(data.getRegions(country, state), region)))
    return refuse(['region'], `unknown region ${region} of ${country} ${state ?? '(name its state)'}`);
  if (source.except.length === 0) return;
  const names = namesOf(source);
  for (const [index, name] of source.except.entries())
    if (!names.has(name)) refuse(['except', index], `unknown holiday ${name} of ${country}`);
});

function open(source: HolidaySource): Holidays {
  const options = { types: [...source.types], languages: 'en' };
  if (source.state === undefined) return new Holidays(source.country, options);
  if (source.region === undefined) return new Holidays(source.country, source.state, options);
  return new Holidays(source.country, source.state, source.region, options);
}

/** A cycle of weekdays and leap years, in which every rule of the week and of Easter has had its turn. */
const namesOf = (source: HolidaySource): Set<string> => {
  const data = open(source);
  const years = Array.from({ length: 28 }, (_, index) => 2010 + index);
  return new Set(years.flatMap((year) => data.getHolidays(year).map(({ name }) => name)));
};

const isoDate = (epochDay: number) => new Date(epochDay * DAY_MS).toISOString().slice(0, 10);

/** An ISO date as its number of days since 1970-01-01. Pure. */
export const epochDayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

const remembered = new Map<string, Holiday[]>();

/**
 * Every local day that the source's holidays of a year touch, as ISO dates with English names, in order. Observably pure.
 * A holiday always takes whole days: half a day becomes one, three and a half become three (what is over is the eve).
 */
export function holidaysOf(source: HolidaySource, year: number): readonly Holiday[] {
  // A year takes milliseconds to compute, and versions of a calendar share their sources.
  const { country, state, region, types, except } = source;
  const key = JSON.stringify([country, state, region, types, except, year]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const computed = computeHolidays(source, year);
  remembered.set(key, computed);
  return computed;
}

function computeHolidays(source: HolidaySource, year: number): Holiday[] {
  return open(source)
    .getHolidays(year)
    .filter(({ name }) => !source.except.includes(name))
    .flatMap(({ date, start, end, name }) => {
      // A day may last 23 or 25 hours: a quarter of a day forgives that, and no holiday is so short.
      const days = Math.max(1, Math.floor((end.getTime() - start.getTime()) / DAY_MS + 0.125));
      const first = epochDayOf(date.slice(0, 10));
      return Array.from({ length: days }, (_, index) => ({ date: isoDate(first + index), name }));
    });
}
