import { createCodec, type Domain, type EventCodec } from '@caselog/event-store';
import {
  chartVersion,
  decide,
  evolve,
  ticketEventSchemas,
  toTicketEvent,
  type Refusal,
  type StoredTicketEvent,
  type TicketCommand,
  type TicketState,
} from '@caselog/ticket';

import { governing, type Rulebook } from './rulebook.ts';

export type TicketDomain = Domain<TicketState | undefined, TicketCommand, StoredTicketEvent, Refusal>;

/** Every ticket event ever released, read into its current shape. */
export const ticketCodec: EventCodec<StoredTicketEvent> = createCodec<StoredTicketEvent>(ticketEventSchemas);

/** The ticket as the command loop runs it: each command under the rules that govern its episode. */
export const ticketDomain = (book: Rulebook): TicketDomain => ({
  codec: ticketCodec,
  initial: undefined,
  evolve: (state, event) => evolve(state, toTicketEvent(event)),
  decide: (command, state, { occurredAt }) => {
    const { rules, version } = governing(book, command, state);
    const decision = decide(command, state, occurredAt, rules);
    return decision.outcome === 'refused'
      ? { refusal: decision.refusal }
      : { events: decision.events, versions: { policyVersion: version, chartVersion } };
  },
});
