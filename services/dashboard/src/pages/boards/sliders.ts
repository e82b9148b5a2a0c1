import type { FlowMapDrawing } from '@caselog/api-contract';

/** How many tickets each part of the map has, by their places in its drawing. */
export interface Weights {
  readonly tickets: number;
  readonly activities: readonly number[];
  readonly arcs: readonly number[];
}

export interface Shown {
  readonly activities: ReadonlySet<number>;
  readonly arcs: ReadonlySet<number>;
  /** `12 of 98 arcs, 91 % of cases`. */
  readonly words: string;
}

/**
 * What of the map is shown: parts that at least the share of the tickets has, arcs only with both their ends, and always the most frequent
 * activity. Sliders only hide: nothing moves and no count changes. Pure.
 */
export const shownOf = (
  drawing: FlowMapDrawing,
  weights: Weights,
  sliders: { readonly activities: number; readonly paths: number },
): Shown => {
  const total = Math.max(1, weights.tickets);
  const most = Math.max(0, ...weights.activities);
  const passes = (tickets: number, share: number): boolean => tickets / total >= share;
  const activities = new Set(
    weights.activities.flatMap((tickets, at) =>
      tickets === most || passes(tickets, sliders.activities) ? [at] : [],
    ),
  );
  const names = new Set([...activities].map((at) => drawing.nodes[at]!.activity));
  const arcs = new Set(
    drawing.arcs.flatMap(({ from, to }, at) =>
      names.has(from) && names.has(to) && passes(weights.arcs[at]!, sliders.paths) ? [at] : [],
    ),
  );
  const whole = drawing.footprints
    .filter((own) => own.activities.every((at) => activities.has(at)) && own.arcs.every((at) => arcs.has(at)))
    .reduce((sum, { cases }) => sum + cases, 0);
  return {
    activities,
    arcs,
    words: `${arcs.size} of ${drawing.arcs.length} arcs, ${Math.floor((whole / total) * 100)} % of cases`,
  };
};
