import { readSse, type CommandAnswer, type TicketResponse } from '@caselog/api-contract';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, openStream, opening, problemOf } from './desk.ts';
import {
  customerId,
  partnerId,
  peopledDesk,
  personOf,
  question,
  referredTicket,
  type PeopledDesk,
} from './people.ts';

let desk: PeopledDesk;
afterEach(() => desk?.app.close());
const { requesterId: _requester, customerId: _customer, ...asked } = question;
const withoutOutsiders = /anna|Nobody can sign in|Anna/;
const noTicket = { type: 'urn:caselog:problem:no-such-ticket', status: 404 };

const openBy = async (role: 'agent' | 'requester', commandId: string, data: object): Promise<string> =>
  (await desk.people[role].post('/tickets', { commandId, data })).json<CommandAnswer>().ticketId;
const ticketOf = async (role: keyof PeopledDesk['people'], ticketId: string): Promise<TicketResponse> =>
  (await desk.people[role].get(`/tickets/${ticketId}`)).json<TicketResponse>();

describe('A requester', () => {
  it('opens tickets as itself, for its own customer, without saying so', async () => {
    desk = await peopledDesk();
    const ticketId = await openBy('requester', 'open-1', asked);
    expect((await ticketOf('requester', ticketId)).state).toMatchObject({
      requesterId: personOf('requester'),
      customerId,
    });
    const again = await desk.people.requester.post('/tickets', { commandId: 'open-1', data: asked });
    expect(again.json()).toMatchObject({ ticketId, repeated: true });
    const spelledOut = await desk.people.requester.post('/tickets', { commandId: 'open-2', data: question });
    expect(spelledOut.statusCode).toBe(201);
  });

  it.each([
    ['as somebody else', { ...asked, requesterId: 'requester-2' }, {}],
    ['for another customer', { ...asked, customerId: 'customer-2' }, {}],
    ['by a channel of programs', { ...asked, channel: 'monitoring' }, {}],
    ['in the past', asked, { occurredAt: '2026-01-01T00:00:00.000Z' }],
  ])('does not open tickets %s, and that is recorded', async (_, data, rest) => {
    desk = await peopledDesk();
    const head = await desk.store.head();
    const refused = await desk.people.requester.post('/tickets', { commandId: 'open-1', data, ...rest });
    expect(problemOf(refused)).toMatchObject({ status: 403, type: 'urn:caselog:problem:not-permitted' });
    expect(await desk.refusals()).toHaveLength(1);
    expect(await desk.store.head()).toBe(head + 1);
    expect(JSON.stringify(await desk.refusals())).not.toMatch(withoutOutsiders);
  });

  it('is not told of tickets that are not its own, whether they exist or not', async () => {
    desk = await peopledDesk();
    const others = [
      await openBy('agent', 'open-1', { ...question, requesterId: 'requester-2' }),
      await openBy('agent', 'open-2', { ...question, customerId: 'customer-2' }),
      '0198f3a0-0000-7000-8000-000000000000',
    ];
    const answers = others.map(async (ticketId) => {
      const command = { commandId: `c-${ticketId}`, type: 'ThankDesk', data: {} };
      const responses = [
        await desk.people.requester.get(`/tickets/${ticketId}`),
        await desk.people.requester.send(ticketId, command),
      ];
      return responses.map((response) => {
        const { instance: _instance, ...problem } = problemOf(response);
        return { ...problem, detail: problem.detail?.replace(ticketId, 'THIS') };
      });
    });
    const [first, ...rest] = await Promise.all(answers);
    expect(first).toMatchObject([noTicket, noTicket]);
    for (const answer of rest) expect(answer).toEqual(first);
  });

  it('does not find somebody else’s ticket by the id that opened it', async () => {
    desk = await peopledDesk();
    const ticketId = await openBy('agent', 'open-1', { ...question, requesterId: 'requester-2' });
    const response = await desk.people.requester.post('/tickets', { commandId: 'open-1', data: asked });
    expect(problemOf(response)).toMatchObject({
      status: 409,
      type: 'urn:caselog:problem:command-id-taken',
    });
    expect(response.body).not.toContain(ticketId);
  });

  it('does not learn by its id what another did to its ticket', async () => {
    desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    const command = { commandId: 'open-1-refer', type: 'ThankDesk', data: {} };
    expect(problemOf(await desk.people.requester.send(ticketId, command)).type).toContain('command-id-taken');
  });

  it('does not say when something happened, which would step around the reopen window', async () => {
    desk = await peopledDesk();
    const ticketId = await openBy('requester', 'open-1', asked);
    const late = { commandId: 'c-1', type: 'ThankDesk', data: {}, occurredAt: '2026-01-01T00:00:00.000Z' };
    expect(problemOf(await desk.people.requester.send(ticketId, late)).status).toBe(403);
    expect(await desk.refusals()).toHaveLength(1);
  });

  it('is not shown what the desk writes to itself', async () => {
    desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    await desk.people.agent.send(ticketId, {
      commandId: 'note-1',
      type: 'AddNote',
      data: { body: 'An impatient caller.' },
    });
    const { history, state } = await ticketOf('requester', ticketId);
    expect(history.map(({ type }) => type)).toEqual([
      'TicketOpened',
      'DataRequested',
      'TicketReferred',
      'NoteAdded',
    ]);
    const text = JSON.stringify(history);
    expect(text).toContain('The log of Anna');
    expect(text).not.toMatch(/impatient|check the carrier/);
    expect(state).toMatchObject({ lifecycle: 'third-party', openItems: ['item-1'] });
  });
});

describe('A partner', () => {
  it('sees its leg and what the brief says, and nothing else that is personal', async () => {
    desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    await desk.people.requester.send(ticketId, {
      commandId: 'reply-1',
      type: 'RecordRequesterReply',
      data: { channel: 'chat', body: 'Anna’s number is 5' },
    });
    await desk.people.partner.send(ticketId, {
      commandId: 'note-1',
      type: 'AddNote',
      data: { body: 'The carrier is slow.' },
    });
    const response = await desk.people.partner.get(`/tickets/${ticketId}`);
    const { history, state, revision } = response.json<TicketResponse>();
    expect(history.map(({ type }) => type)).toEqual(['TicketReferred', 'RequesterReplied', 'NoteAdded']);
    expect(response.body).not.toMatch(withoutOutsiders);
    expect(response.body).not.toContain(personOf('requester'));
    expect(history[0]!.data).toEqual({ partnerId, brief: 'Please check the carrier.' });
    expect(history[2]!.data).toEqual({ body: 'The carrier is slow.' });
    expect(state).toMatchObject({ requesterId: '[withheld]', customerId: null, links: [] });
    expect(revision).toBe(4);
  });

  it('is told of no ticket before the referral, and of nothing after it', async () => {
    desk = await peopledDesk();
    const ticketId = await openBy('agent', 'open-1', question);
    expect(problemOf(await desk.people.partner.get(`/tickets/${ticketId}`))).toMatchObject(noTicket);
    await desk.people.agent.send(ticketId, {
      commandId: 'refer-1',
      type: 'ReferTicket',
      data: { partnerId, brief: 'Please check the carrier.' },
    });
    const back = { commandId: 'back-1', type: 'TriageTicket', data: {} };
    const given = await desk.people.partner.send(ticketId, back);
    expect(given.json()).toMatchObject({ lifecycle: 'triaged', allowed: [] });
    await desk.people.agent.send(ticketId, {
      commandId: 'note-1',
      type: 'AddNote',
      data: { body: 'Anna called.' },
    });
    const { history, state, allowed } = await ticketOf('partner', ticketId);
    expect(history.map(({ type }) => type)).toEqual(['TicketReferred', 'TicketTriaged']);
    expect([state.lifecycle, allowed]).toEqual(['triaged', []]);

    const late = { commandId: 'note-2', type: 'AddNote', data: { body: 'One more thing' } };
    expect(problemOf(await desk.people.partner.send(ticketId, late)).status).toBe(403);
    expect(await desk.refusals()).toHaveLength(1);
    expect((await desk.people.partner.send(ticketId, back)).json()).toMatchObject({ repeated: true });
  });

  it('gives a command only to the ticket it saw: one that moved meanwhile is looked at again', async () => {
    desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    const load = desk.store.readStream.bind(desk.store);
    let reads = 0;
    // Between the look and the command, an agent takes the ticket back.
    desk.store.readStream = async (stream, options) => {
      const events = await load(stream, options);
      reads += 1;
      if (reads === 1)
        await desk.people.agent.send(ticketId, { commandId: 'back-1', type: 'TriageTicket', data: {} });
      return events;
    };
    const note = { commandId: 'note-1', type: 'AddNote', data: { body: 'Still looking' } };
    expect(problemOf(await desk.people.partner.send(ticketId, note)).status).toBe(403);
    desk.store.readStream = load;
    expect((await ticketOf('agent', ticketId)).history.map(({ type }) => type)).not.toContain('NoteAdded');
  });
});

describe('An analyst', () => {
  it('reads every ticket, and nothing personal', async () => {
    desk = await peopledDesk();
    const ticketId = await referredTicket(desk, 'open-1');
    const response = await desk.people.analyst.get(`/tickets/${ticketId}`);
    expect(response.body).not.toMatch(withoutOutsiders);
    expect(response.json<TicketResponse>().history[0]!.data).toMatchObject({
      subject: '[withheld]',
      requesterEmail: '[withheld]',
      requesterId: personOf('requester'),
      priority: 'P1',
    });
  });

  it('reads lists without their subjects', async () => {
    desk = await peopledDesk();
    const row = { subject: 'Nobody can sign in', ticketId: '0198f3a0-0000-7000-8000-000000000000' };
    desk.reads.rows.push(row);
    for (const url of ['/queue', '/tickets']) {
      expect((await desk.people.agent.get(url)).json()).toMatchObject({ rows: [row] });
      expect((await desk.people.analyst.get(url)).json()).toMatchObject({
        rows: [{ ...row, subject: '[withheld]' }],
      });
    }
  });

  it('follows events without what is personal, beside readers who see all of it', async () => {
    desk = await peopledDesk();
    const port = await listen(desk);
    await openBy('agent', 'open-1', question);
    const subjectFor = async (role: 'agent' | 'analyst') => {
      const { authorization } = desk.people[role];
      for await (const { event, data } of readSse(await openStream(port, '?after=0', { authorization })))
        if (event === 'ledger-event') return (JSON.parse(data) as { data: { subject: string } }).data.subject;
      throw new Error('the stream ended');
    };
    expect(await subjectFor('agent')).toBe(opening.subject);
    expect(await subjectFor('analyst')).toBe('[withheld]');
  });
});

describe('A listener', () => {
  it('is shown out when its key is revoked', async () => {
    desk = await peopledDesk({ heartbeatMs: 5 });
    const port = await listen(desk);
    const { credential, keyId } = await desk.keys.create({
      commandId: 'key-1',
      actor: 'lead-1',
      label: 'worker',
      roles: ['service'],
    });
    const authorization = `Bearer ${credential}`;
    const stream = await openStream(port, '', { authorization });
    const heard: string[] = [];
    for await (const { event } of readSse(stream)) {
      heard.push(event);
      if (heard.length === 3) await desk.keys.revoke(keyId, { commandId: 'r-1', actor: 'lead-1' });
    }
    expect(heard.length).toBeGreaterThanOrEqual(3);
    expect((await openStream(port, '', { authorization })).statusCode).toBe(401);
  });
});
