export * from './errors.ts';
export {
  type BusinessCalendarDefinition,
  type CalendarDefinition,
  type CalendarException,
  calendarSchema,
  faultsOf,
  parseCalendar,
} from './calendar/definition.ts';
export { type Hours, type Weekday, weekdays } from './calendar/hours.ts';
export {
  type Holiday,
  holidayDataVersion,
  type HolidaySource,
  holidaysOf,
  holidaySourceSchema,
} from './calendar/holidays.ts';
export type { OpenInterval } from './calendar/open-index.ts';
export { type Calendar, compileCalendar } from './calendar/calendar.ts';
export { addDuration, type Budget, budgetOf, type Clock, type Duration, durationSchema } from './duration.ts';
