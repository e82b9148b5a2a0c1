import { applyUpdate, contextOf, holds, type TicketContext, type UpdateName } from './chart/context.ts';
import { moveOf, type CompiledChart, type Configuration } from './chart/compile.ts';
import { chart } from './chart/index.ts';
import type { TicketEvent } from './events.ts';

/** A ticket as its history left it: where it stands in the chart, and what guards and lists need to know. */
export interface TicketState {
  readonly configuration: Configuration;
  readonly context: TicketContext;
}

/** Thrown when a history holds an event that the chart forbids: it was written by another chart, or damaged. */
export class ForbiddenEventError extends Error {
  override readonly name = 'ForbiddenEventError';
  readonly event: TicketEvent;
  readonly lifecycle: string | undefined;
  constructor(event: TicketEvent, lifecycle: string | undefined) {
    super(`${event.type} at ${event.at} cannot happen to a ticket that is ${lifecycle ?? 'not opened yet'}`);
    this.event = event;
    this.lifecycle = lifecycle;
  }
}

/** Whether the chart lets `event` happen to `state`. Pure. */
export const canHappen = (state: TicketState | undefined, event: TicketEvent): boolean =>
  state === undefined
    ? event.type === 'TicketOpened'
    : moveOf(state.configuration, state.context, event, holds) !== undefined;

const updated = (context: TicketContext, name: UpdateName, event: TicketEvent): TicketContext => ({
  ...context,
  ...applyUpdate(name, context, event),
});

/**
 * The state after `event`. Pure. The first event of a ticket is its opening, evolved from `undefined`.
 * @throws ForbiddenEventError when the chart forbids it.
 */
export const evolve = (state: TicketState | undefined, event: TicketEvent): TicketState => {
  if (state === undefined) {
    if (event.type !== 'TicketOpened') throw new ForbiddenEventError(event, undefined);
    return { configuration: chart.initial, context: contextOf(event) };
  }
  const move = moveOf(state.configuration, state.context, event, holds);
  if (move === undefined) throw new ForbiddenEventError(event, state.configuration.lifecycle);
  let { context } = state;
  for (const name of move.updates) context = updated(context, name, event);
  return { configuration: move.to, context };
};

/** Writes a patch into a context: a loop over its few keys is several times faster than `Object.assign`. */
const write = (context: TicketContext, patch: Partial<TicketContext>): void => {
  const target = context as unknown as Record<string, unknown>;
  for (const key in patch) target[key] = patch[key as keyof TicketContext];
};

/**
 * The state a whole history leads to, undefined when it is empty. Pure. `by` is the chart to fold with: the one in force, or a
 * released one. @throws ForbiddenEventError
 */
export const fold = (
  events: Iterable<TicketEvent>,
  from?: TicketState,
  by: CompiledChart = chart,
): TicketState | undefined => {
  let configuration = from?.configuration;
  // A copy of its own, which it may write to: most of an evolve is making the next context.
  let context = from && { ...from.context };
  for (const event of events) {
    if (configuration === undefined || context === undefined) {
      if (event.type !== 'TicketOpened') throw new ForbiddenEventError(event, undefined);
      configuration = by.initial;
      context = contextOf(event);
      continue;
    }
    const move = moveOf(configuration, context, event, holds);
    if (move === undefined) throw new ForbiddenEventError(event, configuration.lifecycle);
    for (const name of move.updates) write(context, applyUpdate(name, context, event));
    configuration = move.to;
  }
  return configuration && context && { configuration, context };
};
