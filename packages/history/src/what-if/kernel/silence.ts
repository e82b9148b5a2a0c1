import type { Decisions } from './decisions.ts';
import type { Facts } from './facts.ts';
import { budgetAt, instantAfter, openUntil, spanFrom, type HoursTable, type Span } from './hours.ts';
import type { TermsTable } from './policy-table.ts';
import type { Known } from './targets.ts';
import type { Terms } from './terms.ts';

/**
 * Decides how often a silent requester is reminded, and whether the ticket is closed, under the terms of one regime. Taken over from `known`
 * where the terms say the same of silence.
 */
export const decideSilence = (
  { all, silenceKeys }: Terms,
  { rows, waits }: Facts,
  stands: Uint16Array,
  decided: Decisions['waits'],
  known?: Known,
): void => {
  const { fromMs, toMs, stand } = rows.waits;
  for (let n = 0; n < waits; n += 1) {
    const terms = stands[stand[n]!]!;
    if (known && silenceKeys[terms] === silenceKeys[known.stands[stand[n]!]!]) {
      decided.reminders[n] = known.decisions.waits.reminders[n]!;
      decided.closings[n] = known.decisions.waits.closings[n]!;
    } else decideOne(all[terms]!, fromMs[n]!, toMs[n]!, decided, n);
  }
};

const decideOne = (
  { hours, reminders, closeAfter }: TermsTable,
  fromMs: number,
  toMs: number,
  decided: Decisions['waits'],
  n: number,
): void => {
  const isClosed = passesBefore(hours, closeAfter, fromMs, toMs);
  const silentUntilMs = isClosed ? spanFrom(hours, closeAfter, fromMs) : toMs;
  let count = 0;
  for (const reminder of reminders) if (passesBefore(hours, reminder, fromMs, silentUntilMs)) count += 1;
  decided.reminders[n] = count;
  decided.closings[n] = isClosed ? 1 : 0;
};

/** Whether a duration has passed before `endMs`. As `spanFrom` < `endMs`, mostly without looking for the moment. */
const passesBefore = (hours: HoursTable, span: Span, fromMs: number, endMs: number): boolean => {
  if (span.isWall) return fromMs + span.ms < endMs;
  const wantedMs = openUntil(hours, fromMs) + budgetAt(span, fromMs);
  const reachedMs = openUntil(hours, endMs);
  return wantedMs < reachedMs || (wantedMs === reachedMs && instantAfter(hours, wantedMs) < endMs);
};
