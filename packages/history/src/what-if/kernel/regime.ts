import { impactIn, priorityIn } from '@caselog/columns/kernel';
import { budgetAt, instantAfter, openUntil, spanFrom, type HoursTable, type Span } from './hours.ts';
import type { PolicyTable, TermsTable } from './policy-table.ts';
import { TargetWalk } from './target-walk.ts';

/** How the survey of a resolution ended, or would have. */
export const surveyEnds = [
  'suppressed',
  'answered',
  'lapsed',
  'declined',
  'bounced',
  'cancelled',
  'open',
] as const;
const [suppressed, answered, lapsed, cancelled, open] = [0, 1, 2, 5, 6] as const;

/** The lifecycle states that decisions turn on, by their places in `lifecycleStates`. */
const awaitingData = 2;
const thirdParty = 4;
const resolved = 5;
const surveyed = 6;

/** Places among a regime's milliseconds. */
const [reopenableUntil, waitingSince] = [0, 1] as const;

/** The codes of the event types that decisions turn on. */
export interface TypeCodes {
  readonly opened: number;
  readonly reprioritised: number;
  readonly replySent: number;
  readonly requesterReplied: number;
  readonly dataRequested: number;
  readonly resolved: number;
  readonly reopened: number;
  readonly surveyAnswered: number;
  readonly surveyDeclined: number;
  readonly surveyBounced: number;
  readonly surveySuppressed: number;
}

/** The survey of one resolution. */
export interface SurveyResult {
  state: number;
  sendAfterMs: number;
  closesMs: number;
}

const isHeldIn = (lifecycle: number): boolean => lifecycle < resolved;
const isDesksIn = (lifecycle: number): boolean =>
  isHeldIn(lifecycle) && lifecycle !== awaitingData && lifecycle !== thirdParty;

/**
 * What a policy decides of a ticket as its facts go by: the priority of a stated impact, targets, surveys, reminders and closings for
 * silence, reopenings that come too late. One object decides ticket after ticket.
 */
export class Regime {
  readonly targets: TargetWalk;
  priority = 0;
  readonly surveys: SurveyResult[] = [];
  surveyCount = 0;
  reminders = 0;
  closings = 0;
  lateReopenings = 0;
  /** Whether the policy itself asks nobody after the last resolution. */
  isSuppressedByPlan = false;
  readonly #policies: readonly PolicyTable[];
  readonly #codes: TypeCodes;
  readonly #noReply: number;
  /** When what is being told happened: never before what was told before it, and as it says itself. */
  readonly #clock: Float64Array;
  /** Whether this desk promised the ticket anything at all. */
  #isGoverned = true;
  #policy!: PolicyTable;
  #lifecycle = 0;
  /** Until when the ticket may be reopened, and since when the requester is waited for; NaN: not. */
  readonly #ms = new Float64Array(2);
  #waitTerms: TermsTable | undefined;
  #isClosedForSilence = false;

  /** `policies` are by the code stamped on events; one alone governs all. `clock` is written by whoever tells what happened. */
  constructor(
    policies: readonly PolicyTable[],
    { codes, noReply, kinds }: { codes: TypeCodes; noReply: number; kinds: readonly boolean[] },
    clock: Float64Array,
  ) {
    this.#policies = policies;
    this.#codes = codes;
    this.#noReply = noReply;
    this.#clock = clock;
    this.targets = new TargetWalk(kinds, clock);
  }

  /** Begins with a ticket's opening. */
  begin(detail: number, policyCode: number, isGoverned: boolean): void {
    this.#isGoverned = isGoverned;
    this.#policy = this.#policyOf(policyCode);
    this.priority = this.#priorityIn(detail);
    this.surveyCount = this.reminders = this.closings = this.lateReopenings = 0;
    this.isSuppressedByPlan = false;
    this.#lifecycle = 0;
    this.#ms[waitingSince] = Number.NaN;
    this.#isClosedForSilence = false;
    if (isGoverned) this.targets.begin(this.#terms());
    else this.targets.count = 0;
  }

  /**
   * Takes a further event, which leads to the state `lifecycle`. `isFact`: of the end of a survey, whether people or the mail brought it
   * about.
   */
  take(type: number, lifecycle: number, detail: number, policyCode: number, isFact: boolean): void {
    const codes = this.#codes;
    const before = this.#lifecycle;
    this.#lifecycle = lifecycle;
    if (type === codes.reprioritised) this.priority = this.#priorityIn(detail);
    if (type === codes.reopened && policyCode !== 0) this.#policy = this.#policyOf(policyCode);
    if (!this.#isGoverned) return;
    const reply = type === codes.replySent ? 1 : type === codes.requesterReplied ? 2 : 0;
    if (before !== lifecycle || reply !== 0 || type === codes.reprioritised)
      this.targets.take(isHeldIn(lifecycle), isDesksIn(lifecycle), this.#terms(), reply);
    if (!Number.isNaN(this.#ms[waitingSince]) || type === codes.dataRequested)
      this.#watchSilence(type, before, lifecycle, detail);
    if (type === codes.resolved) this.#planSurvey(detail & 0x7fff);
    else if (before >= resolved) this.#followSurvey(type, before, isFact);
  }

  /** Ends the account of the ticket at the clock's time. */
  finish(): void {
    if (!this.#isGoverned) return;
    this.targets.finish();
    const untilMs = this.#clock[0]!;
    this.#clock[1] = untilMs;
    this.#endWait();
    const survey = this.#survey();
    if (survey?.state === open && survey.closesMs <= untilMs) survey.state = lapsed;
  }

  #policyOf(code: number): PolicyTable {
    return this.#policies.length === 1 ? this.#policies[0]! : this.#policies[code]!;
  }

  #priorityIn(detail: number): number {
    const impact = impactIn(detail);
    return impact === 0 ? priorityIn(detail) : this.#policy.priorityOfImpact[impact]!;
  }

  #terms(): TermsTable {
    return this.#policy.terms[this.priority]!;
  }

  #survey(): SurveyResult | undefined {
    return this.surveyCount === 0 ? undefined : this.surveys[this.surveyCount - 1];
  }

  #planSurvey(outcome: number): void {
    const { desk, quietFor, surveyWindow, reopenWindow, suppressed: isSuppressed } = this.#policy;
    const clock = this.#clock;
    this.surveys[this.surveyCount] ??= { state: 0, sendAfterMs: Number.NaN, closesMs: Number.NaN };
    const survey = this.surveys[this.surveyCount]!;
    this.surveyCount += 1;
    this.isSuppressedByPlan = isSuppressed[outcome] === 1;
    survey.state = this.isSuppressedByPlan ? suppressed : open;
    survey.sendAfterMs = quietFor ? spanFrom(desk, quietFor, clock[1]!) : clock[1]!;
    survey.closesMs = surveyWindow.isWall
      ? survey.sendAfterMs + surveyWindow.ms
      : spanFrom(desk, surveyWindow, survey.sendAfterMs);
    this.#ms[reopenableUntil] = reopenWindow.isWall
      ? clock[1]! + reopenWindow.ms
      : spanFrom(desk, reopenWindow, clock[1]!);
  }

  #followSurvey(type: number, before: number, isFact: boolean): void {
    const saidMs = this.#clock[1]!;
    const codes = this.#codes;
    const survey = this.#survey();
    if (type === codes.reopened && before === surveyed && saidMs > this.#ms[reopenableUntil]!)
      this.lateReopenings += 1;
    if (survey?.state !== open) return;
    const isClosed = saidMs >= survey.closesMs;
    if (type === codes.reopened) survey.state = isClosed ? lapsed : cancelled;
    else if (type === codes.surveyAnswered) survey.state = isClosed ? lapsed : answered;
    else if (type === codes.surveyDeclined && !isClosed) survey.state = 3;
    else if (type === codes.surveyBounced) survey.state = 4;
    else if (type === codes.surveySuppressed && isFact) survey.state = suppressed;
  }

  #watchSilence(type: number, before: number, lifecycle: number, detail: number): void {
    const codes = this.#codes;
    if (type === codes.dataRequested) {
      this.#endWait();
      this.#ms[waitingSince] = this.#clock[1]!;
      this.#waitTerms = this.#terms();
      this.#isClosedForSilence = false;
    } else if (type === codes.resolved && (detail & 0x7fff) === this.#noReply) {
      // A closing for silence is a decision: how long the requester was silent is the fact, and that goes on.
      this.#isClosedForSilence = true;
    } else if (this.#isClosedForSilence) {
      if (type === codes.requesterReplied || type === codes.reopened) this.#endWait();
    } else if (before === awaitingData && lifecycle !== awaitingData) this.#endWait();
  }

  /** Ends what is waited for at what the clock's event says. */
  #endWait(): void {
    const fromMs = this.#ms[waitingSince]!;
    if (Number.isNaN(fromMs)) return;
    const { hours, reminders, closeAfter } = this.#waitTerms!;
    const endMs = this.#clock[1]!;
    this.#ms[waitingSince] = Number.NaN;
    // A log's clock may have run backwards: then nothing was waited for.
    if (endMs <= fromMs) return;
    const isClosed = passesBefore(hours, closeAfter, fromMs, endMs);
    const silentUntilMs = isClosed ? spanFrom(hours, closeAfter, fromMs) : endMs;
    for (const reminder of reminders)
      if (passesBefore(hours, reminder, fromMs, silentUntilMs)) this.reminders += 1;
    if (isClosed) this.closings += 1;
  }
}

/** Whether a duration has passed before `endMs`. As `spanFrom` < `endMs`, mostly without looking for the moment. */
const passesBefore = (hours: HoursTable, span: Span, fromMs: number, endMs: number): boolean => {
  if (span.isWall) return fromMs + span.ms < endMs;
  const budgetMs = budgetAt(span, fromMs);
  const wantedMs = openUntil(hours, fromMs) + budgetMs;
  const reachedMs = openUntil(hours, endMs);
  return wantedMs < reachedMs || (wantedMs === reachedMs && instantAfter(hours, wantedMs) < endMs);
};
