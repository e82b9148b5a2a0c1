import { UsageError } from '@caselog/process';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** An amount of time with its two largest units: `3 d 4 h`, `12 min 30 s`, `0 s`. Pure; parts of a second are dropped. */
export const amountOf = (ms: number): string => {
  const first = units.findIndex(([, unitMs]) => ms >= unitMs);
  if (first === -1) return '0 s';
  const [name, unitMs] = units[first]!;
  const whole = `${Math.floor(ms / unitMs)} ${name}`;
  const [nextName, nextMs] = units[first + 1] ?? ['', 0];
  const rest = nextMs === 0 ? 0 : Math.floor((ms % unitMs) / nextMs);
  return rest === 0 ? whole : `${whole} ${rest} ${nextName}`;
};

const two = (part: number): string => `${part}`.padStart(2, '0');

/** An amount of time to the millisecond: `3 d 04:05:06`, `00:00:01.500`. Pure. Amounts written so can be added up by hand. */
export const exactly = (ms: number): string => {
  const days = Math.floor(ms / 86_400_000);
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1_000].map((unitMs) => Math.floor(ms / unitMs));
  const clock = `${two(hours! % 24)}:${two(minutes! % 60)}:${two(seconds! % 60)}`;
  const rest = ms % 1_000 === 0 ? '' : `.${`${ms % 1_000}`.padStart(3, '0')}`;
  return `${days === 0 ? '' : `${days} d `}${clock}${rest}`;
};

/** Says instants as a clock in a zone reads them: `2016-03-01 10:42:07`. @throws UsageError for a zone nobody knows */
export const clockIn = (zone: string): ((instant: string) => string) => {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  } catch (cause) {
    throw new UsageError(`there is no time zone ${JSON.stringify(zone)}; name one as Europe/Berlin`, {
      cause,
    });
  }
  return (instant) => format.format(Date.parse(instant));
};
