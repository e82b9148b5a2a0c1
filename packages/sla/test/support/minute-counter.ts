import Holidays from 'date-holidays';
import type { CalendarDefinition, Hours } from '../../src/index.ts';

type Business = Extract<CalendarDefinition, { kind: 'business' }>;

interface Day {
  readonly hours: readonly Hours[];
  readonly decided: boolean;
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const names = ['', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/**
 * Tells of one minute after the other whether it is open, by asking Temporal what the clock on the wall reads and the
 * document what it says of that time. Slow, and shares nothing with the calendar but the document.
 */
export function minuteCounter(definition: CalendarDefinition): (instantMs: number) => boolean {
  if (definition.kind === 'wall') return () => true;
  const days = new Map<string, Day>();
  const dayOf = (date: Temporal.PlainDate): Day => {
    const known = days.get(date.toString());
    if (known !== undefined) return known;
    const day = readDay(definition, date);
    days.set(date.toString(), day);
    return day;
  };
  return (instantMs) => {
    const clock = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(definition.zone);
    const date = clock.toPlainDate();
    const minute = clock.hour * 60 + clock.minute;
    const today = dayOf(date);
    const crossing = ({ from, to }: Hours) => minuteOf(to) <= minuteOf(from);
    if (
      today.hours.some((one) => minuteOf(one.from) <= minute && (crossing(one) || minute < minuteOf(one.to)))
    )
      return true;
    if (today.decided) return false;
    return dayOf(date.subtract({ days: 1 })).hours.some((one) => crossing(one) && minute < minuteOf(one.to));
  };
}

function readDay(definition: Business, date: Temporal.PlainDate): Day {
  const exception = definition.exceptions.find((one) => one.date === date.toString());
  if (exception !== undefined)
    return { decided: true, hours: exception.hours === 'closed' ? [] : exception.hours };
  if (isHoliday(definition, date)) return { decided: true, hours: [] };
  const name = names[date.dayOfWeek];
  return { decided: false, hours: definition.weekly.filter(({ days }) => days.some((day) => day === name)) };
}

const isHoliday = (definition: Business, date: Temporal.PlainDate): boolean =>
  definition.holidays.some(({ country, state, types }) => {
    const options = { types: [...types] };
    const data = state === undefined ? new Holidays(country, options) : new Holidays(country, state, options);
    return data.getHolidays(date.year).some((holiday) => holiday.date.startsWith(date.toString()));
  });
