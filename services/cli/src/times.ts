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
