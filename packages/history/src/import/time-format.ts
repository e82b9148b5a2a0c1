/** Epoch milliseconds of a text, undefined when the text is no time of this form. */
export type TimeReader = (text: string) => number | undefined;

export interface TimeFormat {
  /** `ISO`, `epoch-seconds`, `epoch-milliseconds`, or a pattern of tokens such as `D/M/YYYY HH:mm`. */
  readonly format: string;
  /** The IANA zone of times that name none. */
  readonly zone: string;
}

type Parts = Partial<
  Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'ms' | 'offsetMs', number>
> & { afternoon?: boolean };

interface Token {
  readonly pattern: string;
  readonly put: (parts: Parts, text: string) => void;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const number = (
  pattern: string,
  field: Exclude<keyof Parts, 'afternoon'>,
  scale = (n: number) => n,
): Token => ({
  pattern,
  put: (parts, text) => {
    parts[field] = scale(Number(text));
  },
});

const offsetMs = (text: string): number => {
  if (text.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [text.slice(1, 3), text.slice(-2)];
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};

/** Every token of a pattern; a longer one stands before its beginnings. */
const tokens: Readonly<Record<string, Token>> = {
  YYYY: number('\\d{4}', 'year'),
  MMM: {
    pattern: '[A-Za-z]{3}',
    put: (parts, text) => {
      parts.month = months.indexOf(text.toLowerCase()) + 1;
    },
  },
  MM: number('\\d{2}', 'month'),
  M: number('\\d{1,2}', 'month'),
  DD: number('\\d{2}', 'day'),
  D: number('\\d{1,2}', 'day'),
  HH: number('\\d{2}', 'hour'),
  H: number('\\d{1,2}', 'hour'),
  hh: number('\\d{2}', 'hour'),
  h: number('\\d{1,2}', 'hour'),
  mm: number('\\d{2}', 'minute'),
  SSS: number('\\d{3}', 'ms'),
  ss: number('\\d{2}', 'second'),
  A: {
    pattern: '[AaPp][Mm]',
    put: (parts, text) => {
      parts.afternoon = /^p/i.test(text);
    },
  },
  Z: {
    // No zone is a day away.
    pattern: '[Zz]|[+-](?:[01]\\d|2[0-3]):?[0-5]\\d',
    put: (parts, text) => {
      parts.offsetMs = offsetMs(text);
    },
  },
};
const piece = new RegExp(`'[^']*'|${Object.keys(tokens).join('|')}|[A-Za-z]+|[^A-Za-z']+`, 'g');

/** Thrown when a format or a zone is unknown. */
export class TimeFormatError extends Error {
  override readonly name = 'TimeFormatError';
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Twelve o'clock is the first hour of its half of the day. */
const hourOf = ({ hour = 0, afternoon }: Parts): number => {
  if (afternoon === undefined) return hour;
  return hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (afternoon ? 12 : 0);
};

const isTime = (utc: Date, parts: readonly number[]): boolean =>
  [
    utc.getUTCFullYear(),
    utc.getUTCMonth() + 1,
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  ].every((value, index) => value === parts[index]);

/** The instants that ISO 8601 writes with four digits for the year. */
const inRange = (ms: number): number | undefined =>
  Number.isFinite(ms) && ms >= -62_167_219_200_000 && ms <= 253_402_300_799_999 ? Math.trunc(ms) : undefined;

const toEpochMs = (parts: Parts, zone: string): number | undefined => {
  const { year = Number.NaN, month = Number.NaN, day = Number.NaN, minute = 0, second = 0, ms = 0 } = parts;
  const hour = hourOf(parts);
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (!isTime(new Date(asUtcMs), [year, month, day, hour, minute, second])) return undefined;
  if (parts.offsetMs !== undefined) return inRange(asUtcMs - parts.offsetMs);
  if (zone === 'UTC') return inRange(asUtcMs);
  const local = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond: ms });
  return inRange(local.toZonedDateTime(zone).epochMilliseconds);
};

const patternReader = ({ format, zone }: TimeFormat): TimeReader => {
  const puts: Token['put'][] = [];
  let source = '';
  for (const part of format.match(piece) ?? []) {
    const token = Object.hasOwn(tokens, part) ? tokens[part] : undefined;
    if (token) {
      source += `(${token.pattern})`;
      puts.push(token.put);
    } else if (/^[A-Za-z]/.test(part)) {
      throw new TimeFormatError(
        `${JSON.stringify(part)} is no token of a time; letters to be read as they stand go in single quotes`,
      );
    } else source += literal(part.startsWith("'") ? part.slice(1, -1) : part);
  }
  for (const needed of ['YYYY', 'M', 'D'])
    if (!format.includes(needed)) throw new TimeFormatError(`the time format has no ${needed}`);
  const pattern = new RegExp(`^${source}$`);
  return (text) => {
    const found = pattern.exec(text);
    if (!found) return undefined;
    const parts: Parts = {};
    for (const [index, put] of puts.entries()) put(parts, found[index + 1]!);
    return toEpochMs(parts, zone);
  };
};

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?([Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?$/;

const isoReader =
  (zone: string): TimeReader =>
  (text) => {
    const found = iso.exec(text);
    if (!found) return undefined;
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = found;
    const parts: Parts = {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      ms: Number(fraction.slice(0, 3).padEnd(3, '0')),
    };
    if (offset !== undefined) parts.offsetMs = offsetMs(offset.length === 3 ? `${offset}00` : offset);
    return toEpochMs(parts, zone);
  };

const epochReader =
  (unitMs: number): TimeReader =>
  (text) =>
    /^-?\d+(\.\d+)?$/.test(text) ? inRange(Number(text) * unitMs) : undefined;

const checkZone = (zone: string): void => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch (cause) {
    throw new TimeFormatError(`${JSON.stringify(zone)} is no time zone`, { cause });
  }
};

/**
 * Makes the reader of one form of time. Pure. A local time that its zone has twice is read as the first one; one that the
 * clocks skipped is read as much later as they skipped. A date that does not exist (31 February) is no time.
 * @throws TimeFormatError
 */
export const timeReader = ({ format, zone }: TimeFormat): TimeReader => {
  checkZone(zone);
  if (format === 'ISO') return isoReader(zone);
  if (format === 'epoch-seconds') return epochReader(1_000);
  if (format === 'epoch-milliseconds') return epochReader(1);
  return patternReader({ format, zone });
};
