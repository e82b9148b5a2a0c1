import { createCodec, type Domain, type EventCodec } from '@caselog/event-store';
import {
  chartVersion,
  decide,
  evolve,
  ticketEventSchemas,
  toTicketEvent,
  type DeskRules,
  type Refusal,
  type StoredTicketEvent,
  type TicketCommand,
  type TicketState,
} from '@caselog/ticket';

export type TicketDomain = Domain<TicketState | undefined, TicketCommand, StoredTicketEvent, Refusal>;

/** Every ticket event ever released, read into its current shape. */
export const ticketCodec: EventCodec<StoredTicketEvent> = createCodec<StoredTicketEvent>(ticketEventSchemas);

/** The ticket as the command loop runs it, under the rules of one version of the policy. */
export const ticketDomain = (rules: DeskRules, policyVersion: string): TicketDomain => ({
  codec: ticketCodec,
  initial: undefined,
  evolve: (state, event) => evolve(state, toTicketEvent(event)),
  decide: (command, state, { occurredAt }) => {
    const decision = decide(command, state, occurredAt, rules);
    return decision.outcome === 'refused'
      ? { refusal: decision.refusal }
      : { events: decision.events, versions: { policyVersion, chartVersion } };
  },
});
