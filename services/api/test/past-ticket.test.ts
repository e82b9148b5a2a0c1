import { createClient, type CommandAnswer, type Role, type TicketResponse } from '@caselog/api-contract';
import { evolve, toTicketEvent, type TicketState } from '@caselog/api-contract/machine';
import { systemEnv, toInstant } from '@caselog/env';
import { createSimulatedEnv } from '@caselog/env/testing';
import { afterEach, expect, it } from 'vitest';
import { listen, problemOf } from './desk.ts';
import { peopledDesk, personOf, question, referredTicket, type PeopledDesk } from './people.ts';

const monday = Date.UTC(2026, 0, 5, 17);
const minuteMs = 60_000;
const withoutOutsiders = /anna|Nobody can sign in|Anna/;

let desk: PeopledDesk;
afterEach(() => desk?.app.close());

const pastOf = async (role: Role, ticketId: string, query: string) =>
  desk.people[role].get(`/tickets/${ticketId}${query}`);
const ticketOf = async (role: Role, ticketId: string, query = '') => {
  const response = await pastOf(role, ticketId, query);
  expect(response.statusCode).toBe(200);
  return response.json<TicketResponse>();
};

/** A ticket that was opened at nine and goes through most of what a ticket may, a step a minute. */
const eventful = async () => {
  const env = createSimulatedEnv(monday);
  desk = await peopledDesk({}, env);
  const answer = await desk.people.agent.post('/tickets', { commandId: 'open-1', data: question });
  const { ticketId } = answer.json<CommandAnswer>();
  const steps: readonly (readonly [Role, string, object])[] = [
    ['agent', 'AssignTicket', { assigneeId: 'agent-1', team: 'mail' }],
    ['agent', 'TriageTicket', {}],
    ['agent', 'SendReply', { channel: 'email', body: 'We look into it.' }],
    ['agent', 'RequestData', { items: [{ itemId: 'i-1', kind: 'log-files', text: 'The log of Anna' }] }],
    ['requester', 'SupplyDataItem', { itemId: 'i-1', text: 'Here' }],
    ['agent', 'ReferTicket', { partnerId: 'partner-1', brief: 'Please check the carrier.' }],
    ['partner', 'AddNote', { body: 'The carrier is slow.' }],
    ['agent', 'TriageTicket', {}],
    [
      'agent',
      'ReprioritiseTicket',
      { impact: { access: 'not-as-wished', who: 'one-user', workaround: 'exists' } },
    ],
    ['agent', 'ResolveTicket', { outcome: { kind: 'answered', answer: 'Like this.' } }],
  ];
  for (const [at, [role, type, data]] of steps.entries()) {
    await env.advance(minuteMs);
    const taken = await desk.people[role].send(ticketId, { commandId: `c-${at}`, type, data });
    expect([type, taken.statusCode]).toEqual([type, 200]);
  }
  await env.advance(minuteMs);
  return { env, ticketId };
};

it('shows a ticket at every instant of its life as the time slider shows it', async () => {
  const { env, ticketId } = await eventful();
  const now = await ticketOf('agent', ticketId);
  let state: TicketState | undefined;
  for (const [at, { type, data, occurredAt }] of now.history.entries()) {
    state = evolve(state, toTicketEvent({ type, data, metadata: { occurredAt } }));
    // What happened at one moment is shown together, as the last of it left the ticket.
    if (now.history[at + 1]?.occurredAt === occurredAt) continue;
    const { lifecycle, returnsTo, firstResponse, survey } = state.configuration;
    const { policyVersion: _policy, ...told } = state.context;
    for (const instant of [occurredAt, toInstant(Date.parse(occurredAt) + minuteMs / 2)]) {
      const then = await ticketOf('agent', ticketId, `?at=${instant}`);
      expect(then.history).toEqual(now.history.slice(0, at + 1));
      expect(then.state).toEqual({ ...told, lifecycle, returnsTo, firstResponse, survey });
      expect(then).toMatchObject({ revision: at, allowed: [], asOf: { at: instant, by: 'occurredAt' } });
    }
  }
  const { asOf: _moment, ...latest } = await ticketOf('agent', ticketId, `?at=${toInstant(env.now())}`);
  expect(latest).toEqual({ ...now, allowed: [] });
});

it('shows each role of the past what it may read of the ticket today, and no more', async () => {
  const { ticketId, env } = await eventful();
  const at = `?at=${toInstant(env.now())}`;
  for (const role of ['requester', 'partner', 'analyst', 'agent'] as const) {
    const { asOf: _moment, ...then } = await ticketOf(role, ticketId, at);
    expect(then).toEqual({ ...(await ticketOf(role, ticketId)), allowed: [] });
  }
  const whileReferred = `?at=${toInstant(monday + 6.5 * minuteMs)}`;
  const partners = await ticketOf('partner', ticketId, whileReferred);
  expect(partners.history.map(({ type }) => type)).toEqual(['TicketReferred']);
  expect(partners.state).toMatchObject({ lifecycle: 'third-party', requesterId: '[withheld]', team: null });
  expect(JSON.stringify(partners)).not.toMatch(withoutOutsiders);
  const analysts = await ticketOf('analyst', ticketId, whileReferred);
  expect(analysts.state.requesterId).toBe(personOf('requester'));
  expect(JSON.stringify(analysts)).not.toMatch(withoutOutsiders);
  const requesters = await ticketOf('requester', ticketId, whileReferred);
  expect(JSON.stringify(requesters)).toContain('The log of Anna');
  expect(JSON.stringify(requesters)).not.toContain('check the carrier');
});

it('tells a partner nothing of the time before the referral, and nobody of a ticket that is not theirs', async () => {
  const { ticketId } = await eventful();
  const before = `?at=${toInstant(monday + 5 * minuteMs)}`;
  const refused = problemOf(await pastOf('partner', ticketId, before));
  expect(refused.errors).toEqual([
    { in: 'query', pointer: '/at', message: 'must not lie before the ticket was referred to you' },
  ]);
  const others = await desk.people.agent.post('/tickets', {
    commandId: 'open-2',
    data: { ...question, requesterId: 'requester-2' },
  });
  const { ticketId: other } = others.json<CommandAnswer>();
  for (const role of ['requester', 'partner'] as const)
    expect(problemOf(await pastOf(role, other, `?at=${toInstant(monday)}`)).type).toContain('no-such-ticket');
});

it('tells apart what had happened by then and what the ledger knew by then', async () => {
  desk = await peopledDesk();
  const anHourAgo = toInstant(systemEnv.now() - 60 * minuteMs);
  const answer = await desk.people.agent.post('/tickets', {
    commandId: 'open-1',
    data: question,
    occurredAt: anHourAgo,
  });
  const { ticketId } = answer.json<CommandAnswer>();
  expect((await ticketOf('agent', ticketId, `?at=${anHourAgo}`)).state.lifecycle).toBe('opened');
  const refused = problemOf(await pastOf('agent', ticketId, `?at=${anHourAgo}&by=recorded`));
  expect(refused.errors?.[0]?.message).toBe('must not lie before the ticket was opened');
  const port = await listen(desk);
  const token = desk.people.agent.authorization.replace('Bearer ', '');
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, token });
  const at = (await client.ticket(ticketId)).history.at(-1)!.recordedAt;
  expect(await client.ticketAt(ticketId, at, { by: 'recorded' })).toMatchObject({
    asOf: { at, by: 'recordedAt' },
    state: { lifecycle: 'opened' },
  });
});

it.each([
  ['an instant before the opening', `?at=${toInstant(monday - 1)}`, '/at', /before the ticket was opened/],
  ['an instant to come', `?at=${toInstant(monday + minuteMs)}`, '/at', /must not lie ahead/],
  ['what is no instant', '?at=yesterday', '/at', /ISO datetime/],
  ['an instant without a zone', '?at=2026-01-05T17:00:00.000', '/at', /ISO datetime/],
  ['a time that nobody keeps', `?at=${toInstant(monday)}&by=rumour`, '/by', /occurred/],
  ['a kind of time without an instant', '?by=recorded', '/by', /needs an instant/],
])('refuses %s, and names it', async (_, query, pointer, message) => {
  desk = await peopledDesk({}, createSimulatedEnv(monday));
  const ticketId = await referredTicket(desk, 'open-1');
  const problem = problemOf(await pastOf('agent', ticketId, query));
  expect(problem).toMatchObject({ status: 400, errors: [{ in: 'query', pointer }] });
  expect(problem.errors?.[0]?.message).toMatch(message);
});
