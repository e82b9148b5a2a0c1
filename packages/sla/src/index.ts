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
export {
  addDuration,
  type Budget,
  budgetOf,
  type Clock,
  type Duration,
  durationFaults,
  durationSchema,
} from './duration.ts';
export * from './clock/facts.ts';
export { type ClockEpisode, type ClockLedger, clockLedger } from './clock/ledger.ts';
export type { ClockInterval, ClockSpan } from './clock/spans.ts';
export type { ClockSummary } from './clock/summary.ts';
export type { Target, TargetEnd, TargetState } from './clock/targets.ts';
export type { Standing } from './clock/timeline.ts';
export { type Explanation, explainInterval, explainSpan } from './clock/explain.ts';
export { inEnglish, type Reader } from './clock/english.ts';
