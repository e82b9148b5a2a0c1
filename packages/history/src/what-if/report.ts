import { targetKinds, type TargetKind } from '@caselog/sla';
import {
  eventTypes,
  prioritySchema,
  type Instant,
  type Priority,
  type TicketEventType,
} from '@caselog/ticket';
import { named, type Counts } from '../as-of/figures.ts';
import { aspects, type Aspect } from './kernel/compare.ts';
import type { WhatIfPart } from './kernel/kernel.ts';
import type { RegimeSums } from './kernel/sums.ts';
import { surveyEnds, targetStates } from './kernel/states.ts';

export type TargetOutcome = Exclude<(typeof targetStates)[number], 'none'>;
export type SurveyEnd = (typeof surveyEnds)[number];

/** What a policy decides of all tickets. */
export interface Decisions {
  /** Tickets by their last priority. */
  readonly priorities: Counts<Priority>;
  /** Targets by kind, and how they ended. */
  readonly targets: Readonly<Partial<Record<TargetKind, Counts<TargetOutcome>>>>;
  /** Tickets that missed a target. */
  readonly ticketsMissed: number;
  /** Alarms of the clock before a target runs out, by the target's kind. */
  readonly warnings: Counts<TargetKind>;
  readonly surveys: Counts<SurveyEnd>;
  readonly reminders: number;
  /** Closings after silence. */
  readonly silenceClosings: number;
  /** Reopenings that came after the window: each would have been a ticket that follows. */
  readonly lateReopenings: number;
}

/** History as it was governed beside the same history as the candidate would have governed it. */
export interface WhatIfReport {
  /** What was tried. */
  readonly candidate: {
    readonly title: string;
    readonly version: string;
    /** Whether another chart was tried with it. */
    readonly chart: boolean;
  };
  readonly governImported: boolean;
  /** Tickets opened from here up to there; null: no bound. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly until: Instant;
  /** What the columns had read of the ledger. */
  readonly position: number;
  readonly tickets: number;
  readonly events: number;
  /** Of the tickets, those that came from another system's log: they were promised nothing here. */
  readonly imported: number;
  /** What people and mails did, by type: kept as it was. Events that a desk's clock or a policy decided stand under `decisions`. */
  readonly facts: Counts<TicketEventType>;
  readonly decisions: { readonly own: Decisions; readonly candidate: Decisions };
  /** Tickets of which the candidate decides otherwise. */
  readonly differing: number;
  /** The same by what differs: a ticket may differ in several. */
  readonly differingIn: Counts<Exclude<Aspect, 'moments'>>;
  /** Tickets that end alike, but with other budgets or other moments at which something falls due. */
  readonly momentsMoved: number;
  /** Events that the candidate's chart would have refused, by type. */
  readonly refused: Counts<TicketEventType>;
  /** Tickets whose priority stands otherwise in the ledger than their own policy gives it. */
  readonly recordedOtherwise: number;
  /** What is not decided anew, in words. */
  readonly notDecidedAnew: readonly string[];
}

/** Events by which a clock or a policy tells what it decided. */
const decided: ReadonlySet<string> = new Set([
  'TargetWarned',
  'TargetMissed',
  'SurveyScheduled',
  'SurveySuppressed',
  'SurveyLapsed',
  'ReminderIssued',
  'ReopenWindowClosed',
]);

export const notDecidedAnew: readonly string[] = [
  'who was entitled to open a ticket, and which channels were open',
  'the cap on surveys a person and month, which depends on other tickets, and the hours at which they are mailed',
  'what people would have done otherwise: every reply, resolution and reopening stays where it was',
];

const decisionsOf = (sums: RegimeSums): Decisions => ({
  priorities: named(prioritySchema.options, (place) => sums.priorities[place]!),
  targets: Object.fromEntries(
    targetKinds
      .map((kind, place) => {
        const counts = named(targetStates, (state) => sums.targets[place * targetStates.length + state]!);
        return [kind, counts] as const;
      })
      .filter(([, counts]) => Object.keys(counts).length > 0),
  ) as Decisions['targets'],
  ticketsMissed: sums.ticketsMissed,
  warnings: named(targetKinds, (place) => sums.warnings[place]!),
  surveys: named(surveyEnds, (place) => sums.surveys[place]!),
  reminders: sums.reminders,
  silenceClosings: sums.closings,
  lateReopenings: sums.lateReopenings,
});

type Figures = Pick<
  WhatIfReport,
  | 'tickets'
  | 'events'
  | 'imported'
  | 'facts'
  | 'decisions'
  | 'differing'
  | 'differingIn'
  | 'momentsMoved'
  | 'refused'
  | 'recordedOtherwise'
>;

/** Bits of everything but moments. */
export const decisive = 0x7f;

/** The figures of what threads have found together. Pure. */
export const figuresOf = (part: WhatIfPart): Figures => {
  const byBits = new Float64Array(1 << aspects.length);
  for (let at = 1; at < part.differing.length; at += 2) byBits[part.differing[at]!]! += 1;
  const ticketsWith = (has: (bits: number) => boolean): number =>
    byBits.reduce((sum, tickets, bits) => (has(bits) ? sum + tickets : sum), 0);
  const facts = named(eventTypes, (type) => (decided.has(eventTypes[type]!) ? 0 : part.facts[type]!));
  const { moments: _, ...differingIn } = named(aspects, (place) =>
    ticketsWith((bits) => (bits & (1 << place)) !== 0),
  );
  return {
    tickets: part.tickets,
    events: part.events,
    imported: part.imported,
    facts,
    decisions: { own: decisionsOf(part.own), candidate: decisionsOf(part.candidate) },
    differing: ticketsWith((bits) => (bits & decisive) !== 0),
    differingIn,
    momentsMoved: ticketsWith((bits) => bits !== 0 && (bits & decisive) === 0),
    refused: named(eventTypes, (type) => part.refused[type]!),
    recordedOtherwise: part.recordedOtherwise,
  };
};
