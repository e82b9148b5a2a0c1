import { addDuration, budgetOf, compileCalendar, type Budget, type Calendar } from '@caselog/sla';
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
  /** The targets of a ticket of this priority: of each kind the first row that matches. */
  targetsFor(priority: Priority): readonly TargetRule[];
  /** What a target that starts at `fromMs` grants, in milliseconds of its clock. */
  budget(rule: TargetRule, priority: Priority, fromMs: number): Budget;
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
  rules.filter((rule, index) => rules.findIndex(({ target }) => target === rule.target) === index);

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
  return {
    version,
    document,
    zoneDataVersion,
    rules: rulesOf(document, calendarFor('P4')),
    calendar,
    calendarFor,
    targetsFor: (priority) => firstOfEachKind(document.targets.filter((rule) => appliesTo(rule, priority))),
    budget: (rule, priority, fromMs) => budgetOf(rule.within, calendarFor(priority), fromMs),
  };
};
