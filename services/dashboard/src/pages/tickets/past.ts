import type { EventView, TicketStateView } from '@caselog/api-contract';
import { evolve, ForbiddenEventError, toTicketEvent, type TicketState } from '@caselog/api-contract/machine';

/** A ticket after each of its events: the first entry is its state after the first event. */
export type States = readonly TicketState[];

/**
 * Folds a whole history with the server's own `evolve`, once. Pure. Undefined where it cannot be folded here: the reader is shown a
 * part of it only, or this page is older than the chart.
 */
export const statesOf = (history: readonly EventView[]): States | undefined => {
  const states: TicketState[] = [];
  try {
    for (const { type, data, occurredAt } of history)
      states.push(evolve(states.at(-1), toTicketEvent({ type, data, metadata: { occurredAt } })));
    return states;
  } catch (error) {
    if (error instanceof ForbiddenEventError) return undefined;
    throw error;
  }
};

/** A folded state as the API would tell it; the policy's version is not among it. Pure. */
export const viewOf = ({ configuration, context }: TicketState): Omit<TicketStateView, 'policyVersion'> => ({
  ...context,
  openItems: [...context.openItems],
  links: context.links.map((link) => ({ ...link })),
  lifecycle: configuration.lifecycle,
  ...(configuration.returnsTo === undefined ? {} : { returnsTo: configuration.returnsTo }),
  firstResponse: configuration.firstResponse,
  survey: configuration.survey,
});

/** The moves of the lifecycle, numbered from 1 in the order they were walked. Pure. */
export const walked = (states: States): readonly { readonly from: string; readonly to: string }[] =>
  states.flatMap(({ configuration }, index) => {
    const from = states[index - 1]?.configuration.lifecycle;
    return from === undefined || from === configuration.lifecycle
      ? []
      : [{ from, to: configuration.lifecycle }];
  });
