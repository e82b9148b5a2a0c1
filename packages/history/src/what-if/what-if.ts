import { foldColumns, type Columns } from '@caselog/columns';
import { chartTables } from '@caselog/columns/fold';
import { toInstant } from '@caselog/env';
import type { Policy } from '@caselog/policy';
import { eventTypes, outcomeKinds, type CompiledChart, type Instant } from '@caselog/ticket';
import type { Policies } from '@caselog/ticket-clock';
import { ForbiddenHistoryError, ownTables, type FoldOptions } from '../as-of/between.ts';
import { PolicyCompiler } from './compile-policy.ts';
import { createKernel, type WhatIfParams, type WhatIfPart } from './kernel/kernel.ts';
import type { TypeCodes } from './kernel/actions.ts';
import type { RegimeSums } from './kernel/sums.ts';
import { dayMs } from './kernel/hours.ts';
import { decisive, figuresOf, notDecidedAnew, type WhatIfReport } from './report.ts';
import { ticketDifferences, type TicketDifference } from './ticket-difference.ts';

export interface WhatIfOptions extends Omit<FoldOptions, 'by'> {
  /** The policies that governed: each ticket keeps to those stamped on it. */
  readonly policies: Policies;
  /** The policy that is to have governed every ticket instead. */
  readonly candidate: Policy;
  /** A chart that is to have been in force instead of this program's. */
  readonly chart?: CompiledChart | undefined;
  /**
   * Whether tickets of other systems' logs are taken as if this desk had governed them, on both sides: by the policy stamped at their
   * import, and by the candidate. Otherwise nothing was promised of them, and nothing is decided. Default: no.
   */
  readonly governImported?: boolean | undefined;
  /** Tickets opened from here on. */
  readonly from?: Instant | undefined;
  /** Tickets opened before. */
  readonly to?: Instant | undefined;
  /** Up to when time is accounted for, epoch milliseconds: now. */
  readonly untilMs: number;
}

/** What would have been. */
export interface WhatIf {
  readonly report: WhatIfReport;
  /** The tickets that differ, in the order of opening, each worked out when it is asked for. Valid while the columns are open. */
  readonly tickets: () => Generator<TicketDifference>;
}

/** This program's chart cannot be folded without its guards: a fault of the program, which a test would have told. */
class NotLeanChartError extends Error {
  override readonly name = 'NotLeanChartError';
  constructor() {
    super('the chart chooses between moves by more than an event’s own facts');
  }
}

const codeOf = (type: (typeof eventTypes)[number]): number => eventTypes.indexOf(type);
const codes: TypeCodes = {
  opened: codeOf('TicketOpened'),
  reprioritised: codeOf('TicketReprioritised'),
  replySent: codeOf('ReplySent'),
  requesterReplied: codeOf('RequesterReplied'),
  dataRequested: codeOf('DataRequested'),
  resolved: codeOf('TicketResolved'),
  reopened: codeOf('TicketReopened'),
  surveyAnswered: codeOf('SurveyAnswered'),
  surveyDeclined: codeOf('SurveyDeclined'),
  surveyBounced: codeOf('SurveyBounced'),
  surveySuppressed: codeOf('SurveySuppressed'),
};

const rangeStepMs = 32 * dayMs;

const candidateChart = (chart: CompiledChart | undefined): WhatIfParams['chart'] => {
  if (!chart) return undefined;
  const tables = chartTables(chart);
  const same = Int32Array.from(ownTables().tables.keys, (key) => tables.keys.indexOf(key));
  return { tables, same };
};

/** What threads are told of what is asked. Errors as `whatIf`. */
export const whatIfParams = (columns: Columns, options: WhatIfOptions): WhatIfParams => {
  const { policies, candidate, untilMs } = options;
  const { tables, lean } = ownTables();
  if (lean === undefined) throw new NotLeanChartError();
  const [fromMs, factsMs] = columns.tickets === 0 ? [0, 0] : [columns.fromMs, columns.toMs];
  // In steps: tables of one question then serve the next.
  const compiler = new PolicyCompiler({
    fromMs: Math.floor(fromMs / rangeStepMs - 1) * rangeStepMs,
    factsMs: Math.ceil(factsMs / rangeStepMs + 1) * rangeStepMs,
    toMs: Math.ceil(Math.max(untilMs, factsMs) / rangeStepMs) * rangeStepMs + 2 * 366 * dayMs,
  });
  const own = columns.policies.map((version) =>
    compiler.compile(version === '' ? policies.currentPolicy() : policies.policyOf(version)),
  );
  const compiled = compiler.compile(candidate);
  return {
    tables,
    lean,
    chart: candidateChart(options.chart),
    codes,
    own,
    candidate: compiled,
    noReply: 1 + outcomeKinds.indexOf('no-reply'),
    kinds: [0, 1, 2].map((kind) =>
      [...own, compiled].some(({ terms }) => terms.some(({ targets }) => targets[kind] !== undefined)),
    ),
    governImported: options.governImported ?? false,
    fromMs: options.from === undefined ? -Infinity : Date.parse(options.from),
    toMs: options.to === undefined ? Infinity : Date.parse(options.to),
    untilMs,
  };
};

const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value + b[at]!);

const addedSums = (a: RegimeSums, b: RegimeSums): RegimeSums => ({
  priorities: added(a.priorities, b.priorities),
  targets: added(a.targets, b.targets),
  warnings: added(a.warnings, b.warnings),
  ticketsMissed: a.ticketsMissed + b.ticketsMissed,
  surveys: added(a.surveys, b.surveys),
  reminders: a.reminders + b.reminders,
  closings: a.closings + b.closings,
  lateReopenings: a.lateReopenings + b.lateReopenings,
});

const joined = (a: Uint32Array, b: Uint32Array): Uint32Array<ArrayBuffer> => {
  const both = new Uint32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

const merged = (a: WhatIfPart, b: WhatIfPart): WhatIfPart => ({
  tickets: a.tickets + b.tickets,
  events: a.events + b.events,
  imported: a.imported + b.imported,
  facts: added(a.facts, b.facts),
  own: addedSums(a.own, b.own),
  candidate: addedSums(a.candidate, b.candidate),
  refused: added(a.refused, b.refused),
  differing: joined(a.differing, b.differing),
  recordedOtherwise: a.recordedOtherwise + b.recordedOtherwise,
  forbidden: a.forbidden[0] === -1 ? b.forbidden : a.forbidden,
});

/** The ordinals of the tickets of which something is decided otherwise, ascending. */
const differingOrdinals = ({ differing }: WhatIfPart): number[] => {
  const ordinals: number[] = [];
  for (let at = 0; at < differing.length; at += 2)
    if ((differing[at + 1]! & decisive) !== 0) ordinals.push(differing[at]!);
  return ordinals.toSorted((a, b) => a - b);
};

/**
 * Folds history as it was governed, and once more as another policy, calendar or chart would have governed it, and says what would differ,
 * ticket by ticket and in sum. Facts are kept: what people did, and when. Decisions are made anew on both sides: priorities of stated
 * impacts, targets, warnings, surveys, reminders and closings for silence, reopen windows; by the rules of `@caselog/policy`, `sla` and
 * `ticket-clock`, compiled into tables. So the policy in force changes nothing. Not pure: reads the columns.
 * @throws ForbiddenHistoryError, UnknownPolicyVersionError, UnknownChartPartError, ColumnsDamagedError
 */
export const whatIf = async (columns: Columns, options: WhatIfOptions): Promise<WhatIf> => {
  const { candidate, threads, onProgress, signal, from, to, untilMs, governImported = false } = options;
  const params = whatIfParams(columns, options);
  const module = new URL('./kernel/kernel.ts', import.meta.url);
  const parts = await foldColumns(columns, { module, createKernel, params, threads, onProgress, signal });
  const whole = parts.reduce(merged);
  const [ticket, revision] = whole.forbidden;
  if (ticket !== -1) throw new ForbiddenHistoryError(columns.ticketId(ticket), revision);
  return {
    report: {
      candidate: {
        title: candidate.document.title,
        version: candidate.version,
        chart: options.chart !== undefined,
      },
      governImported,
      from: from ?? null,
      to: to ?? null,
      until: toInstant(untilMs),
      position: columns.position,
      ...figuresOf(whole),
      notDecidedAnew,
    },
    tickets: () => ticketDifferences(columns, params, differingOrdinals(whole)),
  };
};
