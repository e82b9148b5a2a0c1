import * as z from 'zod';
import type { Calendar } from '../calendar/calendar.ts';
import { durationSchema } from '../duration.ts';

/** Who holds the ticket: the desk (opened, triaged, escalated), the requester, a third party; nobody once resolved. */
export type Holder = 'desk' | 'requester' | 'third-party' | 'nobody';

/** Who owns a stretch of time: its holder, or closed hours while the calendar that governs is closed. */
export type Owner = Holder | 'closed-hours';

export const targetKinds = ['first-response', 'next-response', 'resolution'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** What is promised: a budget of the desk's own time, and at which part of it to warn. Part of the policy document. */
export const targetTermsSchema = z.strictObject({
  kind: z.enum(targetKinds),
  within: durationSchema,
  /** A warning is due when this part of the budget is used: 0.8 is four fifths. */
  warnAtFraction: z.number().gt(0).lt(1).optional(),
});
export type TargetTerms = z.output<typeof targetTermsSchema>;

/** The calendar and the targets that govern a ticket: of its priority, in the policy version stamped on its events. */
export interface ClockTerms {
  readonly calendar: Calendar;
  readonly targets: readonly TargetTerms[];
}

/** Why the ticket is where it is, as a key with parameters; neither carries personal data. */
export interface Because {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * One fact of a ticket as the clock sees it: what is absent did not change. The first fact opens the ticket and carries
 * `terms`; its holder is the desk unless it says otherwise. Facts come in the order of the ticket's stream.
 */
export interface ClockEvent {
  readonly eventId: string;
  /** When it happened, in epoch milliseconds. */
  readonly atMs: number;
  /** Who holds the ticket from now on. `nobody` ends an episode; anyone else after `nobody` begins the next. */
  readonly holder?: Holder;
  /** The lifecycle state from now on. */
  readonly state?: string;
  readonly because?: Because;
  /** A reply that was really sent to the requester, or one that came from the requester. */
  readonly reply?: 'to-requester' | 'from-requester';
  /** What governs from now on, after a change of priority or policy. */
  readonly terms?: ClockTerms;
}
