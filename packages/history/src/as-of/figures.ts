import { edges, lifecycleStates, prioritySchema, type Lifecycle, type Priority } from '@caselog/ticket';
import { absent, lifecycles, type BetweenPart } from './kernel.ts';

export type Counts<Name extends string> = Readonly<Partial<Record<Name, number>>>;
/** Tickets by state, and in each state by priority; what there is none of is left out. */
export type StandCounts = Readonly<Partial<Record<Lifecycle, Counts<Priority>>>>;

export const priorityOfCode = (code: number): Priority => prioritySchema.options[code]!;
export const stateOfCode = (code: number): Lifecycle | null =>
  code === absent ? null : lifecycleStates[code]!;

/** Names with their numbers, those that are 0 left out. Pure. */
export const named = <Name extends string>(
  names: readonly Name[],
  numberOf: (place: number) => number,
): Counts<Name> =>
  Object.fromEntries(
    names.map((name, place) => [name, numberOf(place)] as const).filter(([, number]) => number > 0),
  ) as Counts<Name>;

const { options } = prioritySchema;
const at = (counts: Float64Array, state: number, priority: number): number =>
  counts[state * options.length + priority]!;
const inState = (counts: Float64Array, state: number): number =>
  options.reduce((sum, _, priority) => sum + at(counts, state, priority), 0);

/** Tickets by state. Pure. */
export const statesIn = (counts: Float64Array): Counts<Lifecycle> =>
  named(lifecycleStates, (state) => inState(counts, state));

/** Tickets by state and priority. Pure. */
export const standsIn = (counts: Float64Array): StandCounts =>
  Object.fromEntries(
    lifecycleStates
      .map((name, state) => [name, named(options, (priority) => at(counts, state, priority))] as const)
      .filter(([, byPriority]) => Object.keys(byPriority).length > 0),
  ) as StandCounts;

/** Tickets that somebody has to do something about, by priority. Pure. */
export const openIn = (counts: Float64Array): Counts<Priority> =>
  named(options, (priority) =>
    lifecycleStates.reduce(
      (sum, state, code) =>
        state === 'resolved' || state === 'surveyed' ? sum : sum + at(counts, code, priority),
      0,
    ),
  );

/** How many tickets there were. Pure. */
export const ticketsIn = (counts: Float64Array): number =>
  lifecycleStates.reduce((sum, _, state) => sum + inState(counts, state), 0);

/** An edge and how it was walked. */
export interface WalkedEdge {
  readonly from: Lifecycle;
  readonly to: Lifecycle;
  readonly count: number;
  readonly inferred: number;
  /** How long tickets had stayed in `from`; a stay whose times run backwards counts as 0. */
  readonly meanMs: number;
  readonly maxMs: number;
}

const codeOf = (state: Lifecycle): number => lifecycleStates.indexOf(state);

/** The edges that were walked, in the chart's order. Pure. */
export const edgesIn = ({ walked, inferred, stayedMs, stayedMsMax }: BetweenPart): readonly WalkedEdge[] =>
  edges().flatMap(({ from, to }) => {
    const edge = codeOf(from) * lifecycles + codeOf(to);
    const count = walked[edge]!;
    if (count === 0) return [];
    return [
      {
        from,
        to,
        count,
        inferred: inferred[edge]!,
        meanMs: stayedMs[edge]! / count,
        maxMs: stayedMsMax[edge]!,
      },
    ];
  });

/** How often each edge was walked between the instants, in the chart's order. Pure. */
export const movesIn = ({
  walkedBetween,
}: BetweenPart): readonly Pick<WalkedEdge, 'from' | 'to' | 'count'>[] =>
  edges()
    .map(({ from, to }) => ({ from, to, count: walkedBetween[codeOf(from) * lifecycles + codeOf(to)]! }))
    .filter(({ count }) => count > 0);
