import type { Instant } from './ids.ts';
import type { Outcome } from './outcomes.ts';
import { priorityOf, type Impact, type Priority } from './priority.ts';

/** What happens to the survey of a resolved episode. */
export type SurveyPlan =
  | { readonly plan: 'schedule'; readonly sendAfter: Instant; readonly closesAt: Instant }
  | { readonly plan: 'suppress'; readonly reason: string };

/** What a policy decides for a single ticket. The policy document becomes these functions; the domain knows no numbers of its own. */
export interface DeskRules {
  priorityOf(impact: Impact): Priority;
  /** The last instant at which a ticket resolved at `resolvedAt` may be reopened; null: always. */
  reopenableUntil(resolvedAt: Instant): Instant | null;
  planSurvey(resolution: { outcome: Outcome; language: string; resolvedAt: Instant }): SurveyPlan;
}

const dayMs = 86_400_000;
const later = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();

/** Rules in wall-clock days, for tests and for desks without a policy document. */
export const plainRules: DeskRules = {
  priorityOf: (impact) => priorityOf(impact),
  reopenableUntil: (resolvedAt) => later(resolvedAt, 14 * dayMs),
  planSurvey: ({ outcome, resolvedAt }) =>
    outcome.kind === 'duplicate' || outcome.kind === 'no-reply'
      ? { plan: 'suppress', reason: `outcome ${outcome.kind}` }
      : { plan: 'schedule', sendAfter: resolvedAt, closesAt: later(resolvedAt, 14 * dayMs) },
};
