import { probeOf } from './allowed.ts';
import { moveOf, type Step } from './chart/compile.ts';
import { holds, type ConditionName } from './chart/context.ts';
import type { Lifecycle } from './chart/lifecycle.ts';
import type { CommandType } from './commands.ts';
import type { TicketEvent } from './events.ts';
import type { Instant } from './ids.ts';
import type { TicketState } from './state.ts';

/** Why the chart takes no such command now: it has no edge for it where the ticket stands, or a guard stands against it. */
export type WhyNot =
  | { readonly because: 'state'; readonly lifecycle: Lifecycle }
  | { readonly because: 'guard'; readonly guard: ConditionName; readonly mustHold: boolean };

const refusing = (
  step: Step | undefined,
  { context }: TicketState,
  event: TicketEvent,
): Extract<WhyNot, { because: 'guard' }> | undefined => {
  let last: Extract<WhyNot, { because: 'guard' }> | undefined;
  for (let at = step; at && 'ask' in at;) {
    const isSo = holds(at.ask, context, event);
    last = { because: 'guard', guard: at.ask, mustHold: !isSo };
    at = isSo ? at.yes : at.no;
  }
  return last;
};

/** Why a command is not among those allowed; undefined when it is. Pure. */
export const whyNot = (state: TicketState, type: CommandType, at: Instant): WhyNot | undefined => {
  const { configuration, context } = state;
  const event = probeOf(type, state, at);
  if (moveOf(configuration, context, event, holds)) return undefined;
  const { lifecycle } = configuration;
  return refusing(configuration.steps[event.type], state, event) ?? { because: 'state', lifecycle };
};
