/** How a locale writes what is no word, in the reader's own zone. */
export interface Formats {
  /** `16:40` */
  readonly time: (instant: string | number) => string;
  /** `10:42:07` */
  readonly timeOfDay: (ms: number) => string;
  /** `Thursday 09:00` */
  readonly weekday: (instant: string | number) => string;
  /** `Thu, 12 Mar, 09:00` */
  readonly day: (instant: string | number) => string;
  /** `4 Nov 2026, 10:42` */
  readonly moment: (instant: string | number) => string;
  /** `4 Nov 2026, 10:42:07 CET` */
  readonly fullMoment: (instant: string | number) => string;
  /** A length of time in its two largest units, `3 days, 4 hours`, `10 hours`; never negative. */
  readonly duration: (ms: number) => string;
  /** `25 MB`, `3 kB` */
  readonly size: (bytes: number) => string;
  readonly list: (texts: readonly string[]) => string;
}

const clock = { hour: '2-digit', minute: '2-digit' } as const;
const date = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const instants = {
  time: clock,
  timeOfDay: { ...clock, second: '2-digit' },
  weekday: { weekday: 'long', ...clock },
  day: { weekday: 'short', day: 'numeric', month: 'short', ...clock },
  moment: { ...date, ...clock },
  fullMoment: { ...date, ...clock, second: '2-digit', timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const durations = (locale: string): Formats['duration'] => {
  const numbers = units.map(
    ([unit]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
  );
  const both = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' });
  return (ms) => {
    let seconds = Math.max(0, Math.round(ms / 1_000));
    const first = units.findIndex(([, size]) => seconds >= size);
    if (first < 0) return numbers.at(-1)!.format(0);
    const parts = units.slice(first, first + 2).flatMap(([, size], index) => {
      const whole = Math.floor(seconds / size);
      seconds -= whole * size;
      return index > 0 && whole === 0 ? [] : [numbers[first + index]!.format(whole)];
    });
    return both.format(parts);
  };
};

const sizeUnits = ['byte', 'kilobyte', 'megabyte'] as const;

const sizes = (locale: string): Formats['size'] => {
  const numbers = sizeUnits.map(
    (unit, power) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power === 2 ? 1 : 0,
      }),
  );
  return (bytes) => {
    const power = Math.min(sizeUnits.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1_024)));
    return numbers[power]!.format(bytes / 1_024 ** power);
  };
};

/** How a locale writes moments, lengths of time, sizes and lists. Reads the zone of this machine. */
export const createFormats = (locale: string): Formats => {
  const writing = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (instant: string | number): string => format.format(new Date(instant));
  };
  const list = new Intl.ListFormat(locale);
  return {
    time: writing(instants.time),
    timeOfDay: writing(instants.timeOfDay),
    weekday: writing(instants.weekday),
    day: writing(instants.day),
    moment: writing(instants.moment),
    fullMoment: writing(instants.fullMoment),
    duration: durations(locale),
    size: sizes(locale),
    list: (texts) => list.format(texts),
  };
};
