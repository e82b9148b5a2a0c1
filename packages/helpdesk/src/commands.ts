import { toInstant } from '@caselog/env';
import { createCommandLoop, type CommandOutcome } from '@caselog/event-store';
import {
  allowedCommands,
  ticketStream,
  type Refusal,
  type StoredTicketEvent,
  type TicketId,
  type TicketState,
} from '@caselog/ticket';
import { ticketDomain } from './domain.ts';
import type { HelpdeskOptions } from './helpdesk.ts';
import type { CommandEnvelope } from './port.ts';
import { UnknownPolicyVersionError } from './rulebook.ts';

export type Outcome = CommandOutcome<TicketState | undefined, StoredTicketEvent, Refusal>;

/** Some tens of megabytes of tickets: those worked on now, while each is opened, triaged, noted on and resolved. */
const rememberedMax = 10_000;

const anotherEpisode = (state: TicketState, episode: number, at: string): Refusal => ({
  reason: 'forbidden',
  message: `the command is meant for episode ${episode}, and the ticket is in episode ${state.context.episode}`,
  lifecycle: state.configuration.lifecycle,
  allowed: allowedCommands(state, at),
});

/** Takes commands on tickets: under the rules in force, once, and where asked within one episode alone. */
export const createCommands = ({
  store,
  env,
  rulebook,
}: Required<Pick<HelpdeskOptions, 'store' | 'env' | 'rulebook'>>) => {
  const loop = createCommandLoop({ ...ticketDomain(rulebook), store, env, rememberedMax });
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
        return {
          outcome: 'refused',
          refusal: anotherEpisode(state, episode, toInstant(env.now())),
          state,
          revision,
        };
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
  return { handle, isRepeat, load: (ticketId: TicketId) => loop.load(ticketStream(ticketId)) };
};
