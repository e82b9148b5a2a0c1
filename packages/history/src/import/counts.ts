/**
 * What an import did. Every row is counted in exactly one of `openings`, `transitions`, `deviatingRows`, `facts`, `nonconforming`,
 * `quarantined` and `unparsable`; every ticket in one of `openings` and `inferredOpenings`.
 */
export interface ImportResult {
  /** Records of the file below its heading. */
  readonly rows: number;
  /** Cases, each a ticket. */
  readonly tickets: number;
  /** Rows that opened their ticket. */
  readonly openings: number;
  /** Tickets whose opening no row of the file shows. */
  readonly inferredOpenings: number;
  /** Rows that brought their ticket to another state over one edge of the statechart. */
  readonly transitions: number;
  /** The transitions by which the deviating rows were reached, all marked as inferred. */
  readonly inferredTransitions: number;
  /** Rows whose state the chart does not reach directly. */
  readonly deviatingRows: number;
  /** Rows that repeated the state of their ticket. */
  readonly facts: number;
  /** Rows that the statechart cannot follow, kept on the ticket with the reason. */
  readonly nonconforming: number;
  /** Rows that the mapping keeps out of the statechart, kept on the ticket with the reason. */
  readonly quarantined: number;
  /** Rows that could not be read; each was reported with its line. */
  readonly unparsable: number;
  /** Events that stand in the ledger for the rows of this file, whenever they were appended. */
  readonly events: number;
  /** Events that this import appended. */
  readonly appended: number;
  readonly seconds: number;
}

/** The counts that cases add to. */
export type CaseCounts = Omit<ImportResult, 'rows' | 'unparsable' | 'seconds'>;

export const noCounts: CaseCounts = {
  tickets: 0,
  openings: 0,
  inferredOpenings: 0,
  transitions: 0,
  inferredTransitions: 0,
  deviatingRows: 0,
  facts: 0,
  nonconforming: 0,
  quarantined: 0,
  events: 0,
  appended: 0,
};

const names = Object.keys(noCounts) as (keyof CaseCounts)[];

/** The sum of counts. Pure. */
export const addCounts = (a: CaseCounts, b: CaseCounts): CaseCounts =>
  Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as Record<keyof CaseCounts, number>;
