import { addDuration, compileCalendar, type Calendar, type ClockTerms } from '@caselog/sla';
import { priorityOf, type DeskRules, type Instant, type Priority } from '@caselog/ticket';
import type { PolicyDocument, TargetRule } from './document.ts';

/** A published policy, ready to decide: the document with its calendars compiled. Observably pure. */
export interface Policy {
  /** `<id>-<number>`, stamped on every event it governs. */
  readonly version: string;
  readonly document: PolicyDocument;
  readonly zoneDataVersion: string;
  readonly rules: DeskRules;
  calendar(id: string): Calendar;
  /** The calendar that governs tickets of this priority. */
  calendarFor(priority: Priority): Calendar;
  /** The calendar and the targets of tickets of this priority; the same object for the same priority. */
  termsFor(priority: Priority): ClockTerms;
  /** The hours in which surveys go out, on the clock of `zone` (IANA) or, without it, of the desk; undefined: at any hour. */
  surveyHours(zone?: string): Calendar | undefined;
}

/** Thrown when a policy is asked for a calendar it does not define: a fault of the calling program. */
export class UnknownCalendarError extends Error {
  override readonly name = 'UnknownCalendarError';
  constructor(calendarId: string, version: string) {
    super(`the policy ${version} has no calendar ${calendarId}`);
  }
}

const appliesTo = (
  row: { readonly priorities?: readonly Priority[] | undefined },
  priority: Priority,
): boolean => row.priorities?.includes(priority) ?? true;

const firstOfEachKind = (rules: readonly TargetRule[]): readonly TargetRule[] =>
  rules.filter((rule, index) => rules.findIndex(({ kind }) => kind === rule.kind) === index);

const later = (at: Instant, calendar: Calendar, duration: PolicyDocument['reopenWindow']): Instant =>
  new Date(addDuration(calendar, Date.parse(at), duration)).toISOString();

const rulesOf = ({ impactMatrix, reopenWindow, survey }: PolicyDocument, desk: Calendar): DeskRules => ({
  priorityOf: (impact) => priorityOf(impact, impactMatrix),
  reopenableUntil: (resolvedAt) => later(resolvedAt, desk, reopenWindow),
  planSurvey: ({ outcome, resolvedAt }) => {
    if (survey.suppressFor.includes(outcome.kind))
      return { plan: 'suppress', reason: `outcome ${outcome.kind}` };
    const sendAfter = survey.quietFor ? later(resolvedAt, desk, survey.quietFor) : resolvedAt;
    return { plan: 'schedule', sendAfter, closesAt: later(sendAfter, desk, survey.window) };
  },
});

/** Compiles a checked document, published as `version`. Observably pure; calendars are computed when they are asked. */
export const compilePolicy = (document: PolicyDocument, version: string, zoneDataVersion: string): Policy => {
  const calendars = new Map(
    document.calendars.map((each) => [each.id, compileCalendar(each, zoneDataVersion)]),
  );
  const calendar = (calendarId: string): Calendar => {
    const found = calendars.get(calendarId);
    if (!found) throw new UnknownCalendarError(calendarId, version);
    return found;
  };
  const calendarFor = (priority: Priority): Calendar =>
    calendar(document.hours.find((row) => appliesTo(row, priority))?.calendar ?? '');
  const abroad = new Map<string, Calendar>();
  const surveyHours = (zone?: string): Calendar | undefined => {
    const hours = document.survey.sendHours;
    if (hours === undefined || zone === undefined) return hours === undefined ? hours : calendar(hours);
    const definition = document.calendars.find(({ id }) => id === hours);
    const known = abroad.get(zone);
    if (known || !definition) return known;
    const there = compileCalendar({ ...definition, zone }, zoneDataVersion);
    abroad.set(zone, there);
    return there;
  };
  const termsOf = (priority: Priority): ClockTerms => ({
    calendar: calendarFor(priority),
    targets: firstOfEachKind(document.targets.filter((rule) => appliesTo(rule, priority))),
  });
  const terms = { P1: termsOf('P1'), P2: termsOf('P2'), P3: termsOf('P3'), P4: termsOf('P4') };
  return {
    version,
    document,
    zoneDataVersion,
    rules: rulesOf(document, calendarFor('P4')),
    calendar,
    calendarFor,
    termsFor: (priority) => terms[priority],
    surveyHours,
  };
};
