import { ticketCommandTypes, type CommandAnswer, type TicketResponse } from '@caselog/api-contract';
import { expect, it } from 'vitest';
import { opening, problemOf, testDesk } from './desk.ts';

const unknownTicket = '0198f3a0-0000-7000-8000-000000000000';

it('opens a ticket once, however often it is asked', async () => {
  const desk = await testDesk();
  const first = await desk.post('/tickets', { commandId: 'open-1', data: opening });
  expect(first.statusCode).toBe(201);
  const { ticketId, ...answer } = first.json<CommandAnswer>();
  expect(first.headers.location).toBe(`/tickets/${ticketId}`);
  expect(answer).toMatchObject({
    revision: 0,
    position: 1,
    events: ['TicketOpened'],
    lifecycle: 'opened',
    repeated: false,
  });
  expect(answer.allowed).toContain('TriageTicket');

  const again = await desk.post('/tickets', { commandId: 'open-1', data: opening });
  expect(again.statusCode).toBe(201);
  expect(again.json()).toEqual({ ...first.json<CommandAnswer>(), repeated: true });
  expect(await desk.store.head()).toBe(1);
});

it('answers a repeated command as it did first, whatever happened since', async () => {
  const desk = await testDesk();
  const { ticketId } = await desk.open();
  const url = `/tickets/${ticketId}/commands`;
  const triage = { commandId: 'c-2', type: 'TriageTicket', data: {}, expectedRevision: 0 };
  const first = await desk.post(url, triage);
  await desk.post(url, { commandId: 'c-3', type: 'EscalateTicket', data: {} });
  const again = await desk.post(url, triage);
  expect(first.statusCode).toBe(200);
  expect(again.json()).toEqual({ ...first.json<CommandAnswer>(), repeated: true });
  expect(await desk.store.head()).toBe(3);
});

it('shows a ticket with its history and what may be done to it', async () => {
  const desk = await testDesk();
  const { ticketId } = await desk.open();
  await desk.post(`/tickets/${ticketId}/commands`, {
    commandId: 'c-2',
    type: 'TriageTicket',
    data: {},
    occurredAt: '2026-01-02T03:04:05.000Z',
  });
  const response = await desk.get(`/tickets/${ticketId.toUpperCase()}`);
  expect(response.statusCode).toBe(200);
  const ticket = response.json<TicketResponse>();
  expect(ticket).toMatchObject({
    ticketId,
    revision: 1,
    position: 2,
    state: { lifecycle: 'triaged', priority: 'P1', firstResponse: 'due', episode: 1, language: 'en' },
  });
  expect(ticket.allowed).toContain('ResolveTicket');
  expect(ticket.allowed).not.toContain('TriageTicket');
  expect(ticket.history.map(({ type, revision, position }) => [type, revision, position])).toEqual([
    ['TicketOpened', 0, 1],
    ['TicketTriaged', 1, 2],
  ]);
  expect(ticket.history[1]).toMatchObject({
    actor: 'operator',
    commandId: 'c-2',
    occurredAt: '2026-01-02T03:04:05.000Z',
  });
});

it('refuses a forbidden transition with the state and what is allowed, and stores nothing', async () => {
  const desk = await testDesk();
  const { ticketId, allowed } = await desk.open();
  const command = { commandId: 'c-2', type: 'ReopenTicket', data: {} };
  const problem = problemOf(await desk.post(`/tickets/${ticketId}/commands`, command));
  expect(problem).toMatchObject({
    type: 'urn:caselog:problem:forbidden-transition',
    status: 409,
    lifecycle: 'opened',
    allowed,
  });
  expect(await desk.store.head()).toBe(1);
});

it('tells a caller who saw an older revision where the ticket is now', async () => {
  const desk = await testDesk();
  const { ticketId } = await desk.open();
  const url = `/tickets/${ticketId}/commands`;
  await desk.post(url, { commandId: 'c-2', type: 'TriageTicket', data: {} });
  const late = { commandId: 'c-3', type: 'EscalateTicket', data: {}, expectedRevision: 0 };
  expect(problemOf(await desk.post(url, late))).toMatchObject({
    type: 'urn:caselog:problem:revision-conflict',
    status: 409,
    expectedRevision: 0,
    actualRevision: 1,
  });
  expect(await desk.store.head()).toBe(2);
});

it('knows no ticket that was never opened', async () => {
  const desk = await testDesk();
  const command = { commandId: 'c-1', type: 'TriageTicket', data: {} };
  for (const response of [
    await desk.get(`/tickets/${unknownTicket}`),
    await desk.post(`/tickets/${unknownTicket}/commands`, command),
  ])
    expect(problemOf(response)).toMatchObject({ type: 'urn:caselog:problem:no-such-ticket', status: 404 });
  expect(await desk.store.head()).toBe(0);
});

const { subject: _, ...withoutSubject } = opening;
const malformed: [string, unknown, string][] = [
  ['a missing field', { commandId: 'c', data: withoutSubject }, '/data/subject'],
  ['a wrong value', { commandId: 'c', data: { ...opening, channel: 'fax' } }, '/data/channel'],
  [
    'a nested one',
    { commandId: 'c', data: { ...opening, impact: { access: 'bad' } } },
    '/data/impact/access',
  ],
  ['an unknown field', { commandId: 'c', data: { ...opening, 'a/b~': 1 } }, '/data/a~1b~0'],
  [
    'no address',
    { commandId: 'c', data: { ...opening, requesterEmail: 'anna at home' } },
    '/data/requesterEmail',
  ],
  ['a local time', { commandId: 'c', data: opening, occurredAt: '2026-01-02T03:04:05+01:00' }, '/occurredAt'],
  ['a bad command id', { commandId: ' ', data: opening }, '/commandId'],
  ['no object', [], ''],
];

it.each(malformed)('names the field of %s', async (_name, body, pointer) => {
  const desk = await testDesk();
  const problem = problemOf(await desk.post('/tickets', body));
  expect(problem).toMatchObject({ type: 'urn:caselog:problem:malformed-request', status: 400 });
  expect(problem.errors).toContainEqual({ in: 'body', pointer, message: expect.any(String) as string });
  expect(await desk.store.head()).toBe(0);
});

it('names every fault at once, and quotes nothing that was sent', async () => {
  const desk = await testDesk();
  const data = { ...opening, channel: 'anna@example.com', language: 'anna@example.com', subject: 7 };
  const response = await desk.post('/tickets', { commandId: 'c', data });
  expect(
    problemOf(response)
      .errors?.map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['/data/channel', '/data/language', '/data/subject']);
  expect(response.body + desk.logged.join('')).not.toContain('anna');
});

it('names the known commands when it is given another', async () => {
  const desk = await testDesk();
  const { ticketId } = await desk.open();
  const response = await desk.post(`/tickets/${ticketId}/commands`, {
    commandId: 'c',
    type: 'Close',
    data: {},
  });
  const [error] = problemOf(response).errors ?? [];
  expect(error?.pointer).toBe('/type');
  for (const type of ticketCommandTypes) expect(error?.message).toContain(type);
});

it('refuses an id that is none', async () => {
  const desk = await testDesk();
  expect(problemOf(await desk.get('/tickets/7')).errors).toEqual([
    { in: 'path', pointer: '/ticketId', message: 'Invalid UUID' },
  ]);
});
