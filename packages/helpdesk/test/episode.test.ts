import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import type { TicketCommand } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { createHelpdesk, type CommandEnvelope } from '../src/index.ts';

const impact = { access: 'critical', who: 'many-users', workaround: 'none' } as const;
const opening: TicketCommand = {
  type: 'OpenTicket',
  data: { requesterId: 'requester-1', channel: 'email', language: 'en', subject: 'No sign-in', impact },
};
const resolution: TicketCommand = {
  type: 'ResolveTicket',
  data: { outcome: { kind: 'solved', whatWasDone: 'Restarted it' } },
};
const reopening: TicketCommand = { type: 'ReopenTicket', data: { to: 'triaged' } };
const mailed: TicketCommand = { type: 'RecordSurveySent', data: { messageId: '<survey-1@example.com>' } };

const desk = createHelpdesk({ store: createMemoryStore({ env: systemEnv }), env: systemEnv });
let given = 0;
const give = (command: TicketCommand, rest: Partial<CommandEnvelope> = {}) => {
  given += 1;
  return desk.execute({ commandId: `command-${given}`, actor: 'agent-1', command, ...rest });
};
const aTicket = async (...commands: readonly TicketCommand[]) => {
  const { ticketId } = await give(opening);
  for (const command of commands) await give(command, { ticketId });
  return ticketId;
};

describe('A command that is meant for one episode', () => {
  it('is taken while the ticket is in it', async () => {
    const ticketId = await aTicket(resolution);
    expect(await give(mailed, { ticketId, episode: 1 })).toMatchObject({ events: ['SurveySent'] });
  });

  it('is refused in the next, though that one would take it: its survey was never mailed', async () => {
    const ticketId = await aTicket(resolution, reopening, resolution);
    expect(await give(mailed, { ticketId, episode: 1 })).toMatchObject({
      outcome: 'refused',
      refusal: { message: 'the command is meant for episode 1, and the ticket is in episode 2' },
    });
    expect((await desk.load(ticketId))?.state.configuration.survey).toBe('scheduled');
  });

  it('is answered as it was first when it is repeated in the next', async () => {
    const ticketId = await aTicket(resolution);
    const once = { ticketId, episode: 1, commandId: 'mailed-once' };
    const first = await give(mailed, once);
    await give(reopening, { ticketId });
    await give(resolution, { ticketId });
    expect(await give(mailed, once)).toEqual({ ...first, repeated: true });
  });

  it('is taken also when others write to the ticket at the same moment', async () => {
    const ticketId = await aTicket(resolution);
    const note: TicketCommand = { type: 'AddNote', data: { body: 'A note' } };
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => give(note, { ticketId })),
      give(mailed, { ticketId, episode: 1 }),
    ]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(answers.map(() => 'accepted'));
  });
});
