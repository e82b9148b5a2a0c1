import { impactCodes, impactOf } from '@caselog/columns/kernel';
import type { Policy } from '@caselog/policy';
import { targetKinds, type Calendar, type Duration } from '@caselog/sla';
import { outcomeKinds, prioritySchema, type Priority } from '@caselog/ticket';
import { compileBudget, compileHours, compileSpan, type Range } from './compile-hours.ts';
import type { BudgetTable, HoursTable, Span } from './kernel/hours.ts';
import type { PolicyTable, TargetTable, TermsTable } from './kernel/policy-table.ts';

const { options: priorities } = prioritySchema;

/** One calendar of one definition, with what was compiled of it. */
interface Compiled {
  readonly calendar: Calendar;
  readonly hours: HoursTable;
  readonly budgets: Map<number, BudgetTable>;
}

/** The same under its number among those of one comparison. */
interface Keyed extends Compiled {
  readonly key: number;
}

/** Calendars compiled last, by definition and range: who tries one policy tries another next. */
const recent = new Map<string, Compiled>();
const recentMax = 6;

const remembered = (text: string, make: () => Compiled): Compiled => {
  const compiled = recent.get(text) ?? make();
  recent.delete(text);
  recent.set(text, compiled);
  const [oldest] = recent.keys();
  if (recent.size > recentMax && oldest !== undefined) recent.delete(oldest);
  return compiled;
};

/** Compiles policies into tables over a range of time. Calendars that several policies define alike are compiled once. */
export class PolicyCompiler {
  readonly #range: Range;
  readonly #calendars = new Map<number, Keyed>();
  readonly #policies = new Map<Policy, PolicyTable>();
  readonly #keys = new Map<string, number>();

  constructor(range: Range) {
    this.#range = range;
  }

  /** A policy as a table. Observably pure; errors as `Calendar.add`. */
  compile(policy: Policy): PolicyTable {
    const known = this.#policies.get(policy);
    if (known) return known;
    const { survey, reopenWindow } = policy.document;
    const desk = this.#compiled(policy, policy.calendarFor('P4'));
    const suppressFor = outcomeKinds.filter((kind) => survey.suppressFor.includes(kind));
    const span = (duration: Duration): Span => this.#span(duration, desk);
    const [quietFor, surveyWindow, after] = [
      survey.quietFor && span(survey.quietFor),
      span(survey.window),
      span(reopenWindow),
    ];
    // Hours by which nothing is counted may be any.
    const deskKey = [quietFor, surveyWindow, after].some((each) => each?.isWall === false) ? desk.key : null;
    const made: PolicyTable = {
      priorityOfImpact: Uint8Array.from({ length: impactCodes }, (_, code) => {
        const impact = impactOf(code);
        return impact === null ? 0 : priorities.indexOf(policy.rules.priorityOf(impact));
      }),
      terms: this.#terms(policy),
      suppressed: Uint8Array.from([0, ...outcomeKinds.map((kind) => (suppressFor.includes(kind) ? 1 : 0))]),
      desk: desk.hours,
      quietFor,
      surveyWindow,
      reopenWindow: after,
      surveyKey: this.#key('survey', deskKey, survey.quietFor, survey.window, reopenWindow, suppressFor),
    };
    this.#policies.set(policy, made);
    return made;
  }

  #terms(policy: Policy): readonly TermsTable[] {
    const { reminders, closeAfter } = policy.document.silence;
    return priorities.map((priority: Priority): TermsTable => {
      const { calendar, targets } = policy.termsFor(priority);
      const compiled = this.#compiled(policy, calendar);
      const promised = targetKinds.map((kind) => targets.find((each) => each.kind === kind));
      return {
        hours: compiled.hours,
        targets: promised.map(
          (target): TargetTable | undefined =>
            target && {
              span: this.#span(target.within, compiled),
              warnAtFraction: target.warnAtFraction ?? Number.NaN,
            },
        ),
        targetsKey: this.#key(
          'targets',
          compiled.key,
          promised.map((target) => target && [target.within, target.warnAtFraction]),
        ),
        reminders: reminders.map((after) => this.#span(after, compiled)),
        closeAfter: this.#span(closeAfter, compiled),
        silenceKey: this.#key('silence', compiled.key, reminders, closeAfter),
      };
    });
  }

  #compiled({ document, zoneDataVersion }: Policy, calendar: Calendar): Keyed {
    const definition = document.calendars.find(({ id }) => id === calendar.id);
    const key = this.#key('calendar', definition, zoneDataVersion);
    const known = this.#calendars.get(key);
    if (known) return known;
    const text = JSON.stringify([definition, zoneDataVersion, this.#range]);
    const made = {
      key,
      ...remembered(text, () => ({
        calendar,
        hours: compileHours(calendar, this.#range),
        budgets: new Map(),
      })),
    };
    this.#calendars.set(key, made);
    return made;
  }

  /** One number for the same definition: of what is compiled from it, equal keys mean equal tables. */
  #key(...definition: readonly unknown[]): number {
    const text = JSON.stringify(definition);
    const key = this.#keys.get(text) ?? this.#keys.size;
    this.#keys.set(text, key);
    return key;
  }

  #span(duration: Duration, { calendar, hours, budgets }: Compiled): Span {
    return compileSpan(duration, calendar, this.#range, (days) => {
      const known = budgets.get(days) ?? compileBudget(calendar, hours, days, this.#range);
      budgets.set(days, known);
      return known;
    });
  }
}
