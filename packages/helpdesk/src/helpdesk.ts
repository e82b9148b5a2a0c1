import { toInstant, type Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { allowedCommands, type TicketId, type TicketState } from '@caselog/ticket';
import { createCommands, type Outcome } from './commands.ts';
import { recordDenial } from './denials.ts';
import type { Denial, Gate } from './gate.ts';
import type { Answer, CommandEnvelope, Helpdesk, LoadedTicket } from './port.ts';
import { fixedRulebook, type Rulebook } from './rulebook.ts';
import { ticketIdFor } from './ticket-id.ts';

export interface HelpdeskOptions {
  readonly store: EventStore;
  readonly env: Env;
  /** Default: one fixed version of plain rules. */
  readonly rulebook?: Rulebook;
  /** Default: everything passes. */
  readonly gate?: Gate;
}

/** Thrown when a command that is no opening names no ticket: a fault of the calling program. */
export class MissingTicketIdError extends Error {
  override readonly name = 'MissingTicketIdError';
  constructor(commandType: string) {
    super(`${commandType} needs the id of a ticket`);
  }
}

const ticketOf = ({ command, commandId, ticketId }: CommandEnvelope): TicketId => {
  if (ticketId !== undefined) return ticketId;
  if (command.type === 'OpenTicket' || command.type === 'OpenFromLog') return ticketIdFor(commandId);
  throw new MissingTicketIdError(command.type);
};

const stateOf = (state: TicketState | undefined): TicketState => {
  if (state === undefined) throw new Error('an accepted command left no ticket');
  return state;
};

const occurredAtOf = (outcome: Outcome): string | undefined =>
  outcome.outcome === 'accepted' || outcome.outcome === 'repeated'
    ? outcome.events.at(-1)?.metadata.occurredAt
    : undefined;

async function toAnswer(
  ticketId: TicketId,
  outcome: Outcome,
  at: string,
  headPosition: () => Promise<number>,
): Promise<Answer> {
  if (outcome.outcome === 'refused') return { outcome: 'refused', ticketId, refusal: outcome.refusal };
  if (outcome.outcome === 'conflict') {
    return { outcome: 'conflict', ticketId, expected: Number(outcome.expected), actual: outcome.actual };
  }
  const state = stateOf(outcome.state);
  return {
    outcome: 'accepted',
    repeated: outcome.outcome === 'repeated',
    ticketId,
    revision: outcome.revision,
    // What is already so was recorded at some earlier position: the head is late enough to wait for.
    position: outcome.outcome === 'unchanged' ? await headPosition() : outcome.position,
    events: outcome.outcome === 'unchanged' ? [] : outcome.events.map((event) => event.type),
    lifecycle: state.configuration.lifecycle,
    // As of the command itself, so that a repeat is answered like the first.
    allowed: allowedCommands(state, occurredAtOf(outcome) ?? at),
  };
}

/** The use cases on tickets, over any event store: load, decide by the statechart, append. Not pure: reads and writes the store. */
export const createHelpdesk = ({
  store,
  env,
  rulebook = fixedRulebook(),
  gate,
}: HelpdeskOptions): Helpdesk => {
  const now = (): string => toInstant(env.now());
  const { handle, isRepeat, load } = createCommands({ store, env, rulebook });
  const deny = async (
    ticketId: TicketId,
    envelope: CommandEnvelope,
    at: string,
  ): Promise<Denial | undefined> => {
    const denial = await gate?.(envelope, at);
    if (!denial || (await isRepeat(ticketId, envelope))) return undefined;
    await recordDenial({ store, env }, ticketId, envelope, denial);
    return denial;
  };
  return {
    async execute(envelope: CommandEnvelope): Promise<Answer> {
      const ticketId = ticketOf(envelope);
      const at = envelope.occurredAt ?? now();
      const denial = await deny(ticketId, envelope, at);
      if (denial) return { outcome: 'denied', ticketId, denial };
      const outcome = await handle(ticketId, envelope);
      return toAnswer(ticketId, outcome, at, () => store.head());
    },
    async load(ticketId: TicketId): Promise<LoadedTicket | undefined> {
      const { state, revision, events } = await load(ticketId);
      if (state === undefined) return undefined;
      return { ticketId, state, revision, history: events, allowed: allowedCommands(state, now()) };
    },
  };
};
