import {
  ApiProblemError,
  ApiUnreachableError,
  UnexpectedAnswerError,
  type CommandAnswer,
} from '@caselog/api-contract';
import { systemEnv as env } from '@caselog/env';
import type { Chance } from './chance.ts';
import type { Door, Step } from './doors.ts';

/** A command that was answered: acknowledged with what it did, or refused. */
export type Answered =
  | { readonly commandId: string; readonly answer: CommandAnswer }
  | { readonly commandId: string; readonly refused: string };

const opening = (person: string) => ({
  requesterId: person,
  requesterEmail: `${person}@example.com`,
  subject: 'A request under load',
  channel: 'email' as const,
  impact: { access: 'critical', who: 'many-users', workaround: 'none' } as const,
});

const resolve: Step = {
  type: 'ResolveTicket',
  data: { outcome: { kind: 'solved', whatWasDone: 'Restarted it' } },
};
const ways: readonly (readonly Step[])[] = [
  [resolve],
  [{ type: 'TriageTicket', data: {} }, resolve],
  [
    { type: 'TriageTicket', data: {} },
    { type: 'EscalateTicket', data: { team: 'identity', reason: 'Needs a specialist' } },
    { type: 'AddNote', data: { body: 'Looked at it.' } },
    resolve,
  ],
  [resolve, { type: 'ReopenTicket', data: { to: 'triaged', reason: 'It came back' } }, resolve],
] as readonly (readonly Step[])[];

/** Whether nothing is known of what became of the command: it is sent again with its own id. */
const isUnknown = (error: unknown): boolean =>
  error instanceof ApiUnreachableError ||
  error instanceof UnexpectedAnswerError ||
  (error instanceof ApiProblemError && (error.problem.status >= 500 || error.problem.status === 429));

/** Sends it until it is answered, however often the API dies meanwhile. */
const insist = async (commandId: string, send: () => Promise<CommandAnswer>): Promise<Answered> => {
  for (;;) {
    try {
      return { commandId, answer: await send() };
    } catch (error) {
      if (isUnknown(error)) await env.sleep(100);
      else if (error instanceof ApiProblemError) return { commandId, refused: error.message };
      else throw error;
    }
  }
};

export interface LoadOptions {
  /** Each worker goes through one of them. */
  readonly doors: readonly Door[];
  readonly workers: number;
  readonly loadMs: number;
  readonly chance: Chance;
}

/** One ticket's life, or as much of it as is answered with yes. */
async function* lifeOf(door: Door, way: readonly Step[]): AsyncGenerator<Answered> {
  const id = env.uuid();
  const opened = await insist(`open-${id}`, () =>
    door.open({ commandId: `open-${id}`, data: opening(`person-${id}`) }),
  );
  yield opened;
  if (!('answer' in opened)) return;
  const { ticketId } = opened.answer;
  for (const [index, step] of way.entries()) {
    const commandId = `step-${index}-${id}`;
    yield await insist(commandId, () => door.give(ticketId, commandId, step));
  }
}

/**
 * Gives commands for `loadMs`, then finishes the tickets under way, and returns every answer. No command is given up: what was not
 * answered is sent again with its own id.
 */
export const giveCommands = async (options: LoadOptions): Promise<readonly Answered[]> => {
  const { doors, workers, loadMs, chance } = options;
  const endsAt = env.now() + loadMs;
  const answered: Answered[] = [];
  const work = async (door: Door): Promise<void> => {
    while (env.now() < endsAt) {
      for await (const one of lifeOf(door, chance.pick(ways))) answered.push(one);
      await env.sleep(chance.between(5, 40));
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(doors[worker % doors.length]!)));
  return answered;
};
