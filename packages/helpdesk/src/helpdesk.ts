import { toInstant, type Env } from '@caselog/env';
import { createCommandLoop, type CommandOutcome, type EventStore } from '@caselog/event-store';
import {
  allowedCommands,
  ticketStream,
  type Refusal,
  type StoredTicketEvent,
  type TicketId,
  type TicketState,
} from '@caselog/ticket';
import { ticketDomain } from './domain.ts';
import { recordDenial } from './denials.ts';
import type { Denial, Gate } from './gate.ts';
import type { Answer, CommandEnvelope, Helpdesk, LoadedTicket } from './port.ts';
import { fixedRulebook, UnknownPolicyVersionError, type Rulebook } from './rulebook.ts';
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

type Outcome = CommandOutcome<TicketState | undefined, StoredTicketEvent, Refusal>;

const ticketOf = ({ command, commandId, ticketId }: CommandEnvelope): TicketId => {
  if (ticketId !== undefined) return ticketId;
  if (command.type === 'OpenTicket' || command.type === 'OpenFromLog') return ticketIdFor(commandId);
  throw new MissingTicketIdError(command.type);
};

const stateOf = (state: TicketState | undefined): TicketState => {
  if (state === undefined) throw new Error('an accepted command left no ticket');
  return state;
};

const anotherEpisode = (state: TicketState, episode: number, at: string): Refusal => ({
  reason: 'forbidden',
  message: `the command is meant for episode ${episode}, and the ticket is in episode ${state.context.episode}`,
  lifecycle: state.configuration.lifecycle,
  allowed: allowedCommands(state, at),
});

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
  const loop = createCommandLoop({ ...ticketDomain(rulebook), store, env });
  const now = (): string => toInstant(env.now());
  const give = async (
    ticketId: TicketId,
    envelope: CommandEnvelope,
    expectedRevision: number | undefined,
  ): Promise<Outcome> => {
    const isNew = envelope.command.type === 'OpenTicket';
    const attempt = () => loop.handle(ticketStream(ticketId), envelope, { expectedRevision, isNew });
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UnknownPolicyVersionError)) throw error;
      // Another process published it a moment ago.
      await rulebook.refresh();
      return attempt();
    }
  };
  /** What was taken once stays taken: a repeat passes, whatever the gate would say today. */
  const isRepeat = async (ticketId: TicketId, { commandId }: CommandEnvelope): Promise<boolean> =>
    (await store.readStream(ticketStream(ticketId))).some((event) => event.metadata.commandId === commandId);
  /** Within its episode or not at all: whatever comes between the look and the append makes it look again. */
  const handleInEpisode = async (
    ticketId: TicketId,
    envelope: CommandEnvelope,
    episode: number,
  ): Promise<Outcome> => {
    for (;;) {
      const { state, revision } = await loop.load(ticketStream(ticketId));
      const isThere = state === undefined || state.context.episode === episode;
      if (!isThere && !(await isRepeat(ticketId, envelope)))
        return { outcome: 'refused', refusal: anotherEpisode(state, episode, now()), state, revision };
      const outcome = await give(ticketId, envelope, isThere ? revision : undefined);
      if (outcome.outcome !== 'conflict') return outcome;
    }
  };
  const handle = (ticketId: TicketId, envelope: CommandEnvelope): Promise<Outcome> => {
    const { episode, expectedRevision } = envelope;
    return episode === undefined || expectedRevision !== undefined
      ? give(ticketId, envelope, expectedRevision)
      : handleInEpisode(ticketId, envelope, episode);
  };
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
      const { state, revision, events } = await loop.load(ticketStream(ticketId));
      if (state === undefined) return undefined;
      return { ticketId, state, revision, history: events, allowed: allowedCommands(state, now()) };
    },
  };
};
