/** One fault of a document: where it stands (`weekly.1.from`) and what is wrong with it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** The calendar definition is refused; `faults` names every fault with its path. */
export class InvalidCalendarError extends Error {
  override readonly name = 'InvalidCalendarError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[], cause?: unknown) {
    super(`the calendar is refused: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`, {
      cause,
    });
    this.faults = faults;
  }
}

/** An instant that is no safe integer, or lies outside the years for which calendars are computed. */
export class CalendarRangeError extends Error {
  override readonly name = 'CalendarRangeError';
  readonly calendarId: string;
  readonly instantMs: number;

  constructor(calendarId: string, instantMs: number) {
    super(`calendar ${calendarId} knows the years 1900 to 2199 in epoch milliseconds, not ${instantMs}`);
    this.calendarId = calendarId;
    this.instantMs = instantMs;
  }
}

/** The calendar does not open for long enough before its last year to hold the time asked for. */
export class CalendarExhaustedError extends Error {
  override readonly name = 'CalendarExhaustedError';
  readonly calendarId: string;
  readonly fromMs: number;
  readonly wanted: string;

  constructor(calendarId: string, fromMs: number, wanted: string) {
    super(`calendar ${calendarId} does not open for ${wanted} after ${fromMs}`);
    this.calendarId = calendarId;
    this.fromMs = fromMs;
    this.wanted = wanted;
  }
}

/** An amount of time that cannot be added: negative, fractional where whole is needed, or no number. */
export class InvalidAmountError extends Error {
  override readonly name = 'InvalidAmountError';
  readonly amount: number;

  constructor(what: string, amount: number) {
    super(`${what} cannot be ${amount}`);
    this.amount = amount;
  }
}

/** The end of a stretch of time lies before its beginning. */
export class ReversedIntervalError extends Error {
  override readonly name = 'ReversedIntervalError';
  readonly fromMs: number;
  readonly toMs: number;

  constructor(fromMs: number, toMs: number) {
    super(`a stretch of time cannot end (${toMs}) before it begins (${fromMs})`);
    this.fromMs = fromMs;
    this.toMs = toMs;
  }
}

/** A ticket's facts cannot be accounted for: `eventId` is the fact at which the account fails. */
export class ClockHistoryError extends Error {
  override readonly name = 'ClockHistoryError';
  readonly eventId: string;

  constructor(eventId: string, why: string) {
    super(`the clock cannot account for event ${eventId}: ${why}`);
    this.eventId = eventId;
  }
}
