import type { HoursTable, Span } from './hours.ts';

/** A target as numbers. */
export interface TargetTable {
  readonly span: Span;
  /** At which part of the budget to warn; NaN: not at all. */
  readonly warnAtFraction: number;
}

/**
 * What governs tickets of one priority. Two with the same key were compiled from the same definition: from the same facts they come to the
 * same decisions, so that these need not be made twice.
 */
export interface TermsTable {
  readonly hours: HoursTable;
  /** By kind, in the order of `targetKinds`. */
  readonly targets: readonly (TargetTable | undefined)[];
  /** The key of hours and targets. */
  readonly targetsKey: number;
  readonly reminders: readonly Span[];
  readonly closeAfter: Span;
  /** The key of hours, reminders and closing. */
  readonly silenceKey: number;
}

/** A policy as plain data, which threads decide by. */
export interface PolicyTable {
  /** The priority of each impact, by the impact's code; that of code 0 is not read. */
  readonly priorityOfImpact: Uint8Array;
  /** By priority. */
  readonly terms: readonly TermsTable[];
  /** 1 for an outcome after which nobody is asked, by the outcome's code; an unknown outcome, code 0, is none of them. */
  readonly suppressed: Uint8Array;
  /** The hours that survey and reopen window are counted by. */
  readonly desk: HoursTable;
  readonly quietFor: Span | undefined;
  readonly surveyWindow: Span;
  readonly reopenWindow: Span;
  /** The key of all four, and of `suppressed`. */
  readonly surveyKey: number;
}
