import { chart, shortestPath, type Configuration, type Lifecycle } from '@caselog/ticket';
import type { ProcessModel } from './conformance.ts';

type Steps = NonNullable<Configuration['steps'][keyof Configuration['steps']]>;

/** Every configuration that some outcome of the guards leads to. */
const targetsOf = (step: Steps | undefined): readonly Configuration[] =>
  step === undefined ? [] : 'ask' in step ? [...targetsOf(step.yes), ...targetsOf(step.no)] : [step.to];

/** Where each configuration leads, by the state it leads to; of several ways the event that the chart declares first. */
const successors = new Map<Configuration, ReadonlyMap<string, Configuration>>(
  chart.configurations.map((configuration) => {
    const to = new Map<string, Configuration>();
    for (const step of Object.values(configuration.steps))
      for (const target of targetsOf(step))
        if (target.lifecycle !== configuration.lifecycle && !to.has(target.lifecycle))
          to.set(target.lifecycle, target);
    return [configuration, to];
  }),
);

/**
 * The statechart of a ticket as a model: its activities are the states entered. Every step is asked of the compiled machine, guards taken
 * as they may turn out; an awaited answer leads back to where it was asked from (law 2: nothing here knows an edge).
 */
export const chartModel: ProcessModel = {
  initial: chart.initial,
  initialActivity: chart.initial.lifecycle,
  step: (from, activity) => successors.get(from as Configuration)?.get(activity),
  way: (from, activity) => shortestPath(from as Configuration, activity as Lifecycle),
  activityOf: (place) => (place as Configuration).lifecycle,
  shortest: shortestPath(chart.initial, 'surveyed')?.length ?? 0,
};
