import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { chartVersion, type TicketCommand } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { createHelpdesk, MissingTicketIdError, ticketIdAt, ticketIdFor } from '../src/index.ts';

const open = {
  type: 'OpenTicket',
  data: {
    requesterId: 'requester-1',
    channel: 'chat',
    language: 'en',
    subject: 'Nobody can sign in',
    impact: { access: 'critical', who: 'many-users', workaround: 'none' },
  },
} as const satisfies TicketCommand;
const triage = { type: 'TriageTicket', data: {} } as const satisfies TicketCommand;

const aDesk = () => {
  const store = createMemoryStore({ env: systemEnv });
  return {
    store,
    desk: createHelpdesk({ store, env: systemEnv }),
  };
};
const by = (commandId: string, command: TicketCommand, ticketId?: string) => ({
  commandId,
  actor: 'agent-1',
  command,
  ...(ticketId === undefined ? {} : { ticketId }),
});

describe('The helpdesk', () => {
  it('answers a command with what became of it', async () => {
    const { desk } = aDesk();
    const opened = await desk.execute(by('open-1', open));
    expect(opened).toMatchObject({
      outcome: 'accepted',
      repeated: false,
      revision: 0,
      events: ['TicketOpened'],
      lifecycle: 'opened',
    });
    expect(opened.ticketId).toBe(ticketIdFor('open-1'));
  });

  it('answers a repeat with the first outcome and adds nothing', async () => {
    const { desk, store } = aDesk();
    const first = await desk.execute(by('open-1', open));
    await desk.execute(by('triage-1', triage, first.ticketId));
    const head = await store.head();
    expect(await desk.execute(by('open-1', open))).toEqual({ ...first, repeated: true });
    expect(await store.head()).toBe(head);
  });

  it('opens one ticket however many openings of one command race', async () => {
    const { desk, store } = aDesk();
    const answers = await Promise.all(Array.from({ length: 32 }, () => desk.execute(by('open-1', open))));
    expect(answers.filter((answer) => answer.outcome === 'accepted' && !answer.repeated)).toHaveLength(1);
    expect(await store.head()).toBe(1);
  });

  it('refuses what the chart forbids and stores nothing', async () => {
    const { desk, store } = aDesk();
    const { ticketId } = await desk.execute(by('open-1', open));
    await desk.execute(by('triage-1', triage, ticketId));
    const head = await store.head();
    expect(await desk.execute(by('triage-2', triage, ticketId))).toMatchObject({
      outcome: 'refused',
      refusal: { lifecycle: 'triaged', reason: 'forbidden' },
    });
    expect(await store.head()).toBe(head);
  });

  it('tells a caller that named a revision what moved under it', async () => {
    const { desk } = aDesk();
    const { ticketId } = await desk.execute(by('open-1', open));
    await desk.execute(by('triage-1', triage, ticketId));
    const late = { ...by('note-1', { type: 'AddNote', data: { body: 'x' } }, ticketId), expectedRevision: 0 };
    expect(await desk.execute(late)).toEqual({ outcome: 'conflict', ticketId, expected: 0, actual: 1 });
  });

  it('stamps the versions that governed a decision', async () => {
    const { desk } = aDesk();
    const { ticketId } = await desk.execute(by('open-1', open));
    const loaded = await desk.load(ticketId);
    expect(loaded?.history[0]?.metadata).toMatchObject({
      policyVersion: 'plain-1',
      chartVersion,
      commandId: 'open-1',
    });
  });

  it('has no ticket where none was opened, and says which command lacks one', async () => {
    const { desk } = aDesk();
    expect(await desk.load(ticketIdFor('nobody'))).toBeUndefined();
    await expect(desk.execute(by('triage-1', triage))).rejects.toThrow(MissingTicketIdError);
  });
});

describe('A ticket’s id', () => {
  it('follows from the command that opens it and hands on the time of a version 7 id', () => {
    const id = ticketIdFor('018f2b5c-6a00-7abc-8def-0123456789ab');
    expect(id).toMatch(/^018f2b5c-6a00-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ticketIdFor('018f2b5c-6a00-7abc-8def-0123456789ab')).toBe(id);
    expect(ticketIdFor('intake-7')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  });

  it('sorts by time when the opening’s time is known', () => {
    expect(ticketIdAt(1_000, 'b') < ticketIdAt(2_000, 'a')).toBe(true);
    expect(ticketIdAt(-5, 'a')).toMatch(/^00000000-0000-7/);
  });
});
