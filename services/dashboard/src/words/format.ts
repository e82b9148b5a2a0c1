/** Dates and numbers in the reader's own locale and zone. All pure but for that. */

const number = new Intl.NumberFormat();
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateTime = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const withZone = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** A whole number: `48 211`. */
export const count = (value: number): string => number.format(value);

/** `10:42:07` */
export const timeOfDay = (ms: number): string => time.format(ms);

/** `4 Nov 2026, 10:42` */
export const shortMoment = (instant: string | number): string => dateTime.format(new Date(instant));

/** `4 Nov 2026, 10:42:07 CET` */
export const fullMoment = (instant: string | number): string => withZone.format(new Date(instant));

/** A length of time in its two largest units: `3 d 4 h`, `2h 05m`, `42 s`. Never negative. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const [d, h, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  if (d > 0) return `${d}d ${h}h`;
  if (h > 0) return `${h}h ${String(m).padStart(2, '0')}m`;
  return m > 0 ? `${m}m ${String(s).padStart(2, '0')}s` : `${s}s`;
};
