import type { ClockResponse, CommandAnswer, QueueResponse, TicketResponse } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { createSimulatedEnv } from '@caselog/env/testing';
import type { EventStore } from '@caselog/event-store';
import { historyOf, openReadModels, readModelProjections, runProjections } from '@caselog/projections';
import { expect, it, vi } from 'vitest';
import { sqlReads, type ApiOptions } from '../src/index.ts';
import { problemOf } from './desk.ts';
import { peopledDesk, question, type PeopledDesk } from './people.ts';

/** A Monday at nine in the desk's own zone. */
const monday = Date.UTC(2026, 0, 5, 17);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const { requesterId: _requester, customerId: _customer, ...asked } = question;
const resolved = { type: 'ResolveTicket', data: { outcome: { kind: 'answered', answer: 'Like this.' } } };
const reply = { type: 'SendReply', data: { channel: 'email', body: 'The parent’s reply.' } };

/** Read models in memory, brought up to date when a test says so. */
const readModelsOf = async () => {
  const db = await openReadModels({ path: ':memory:' });
  const signal = new AbortController().signal;
  return {
    parts: { reads: sqlReads(db, systemEnv) },
    catchUp: (store: EventStore) =>
      runProjections(readModelProjections(), { db, source: historyOf(store), env: systemEnv, signal }),
    [Symbol.asyncDispose]: () => db.destroy(),
  };
};

/** A desk in a world whose time is the test's own. */
const start = async (parts: Partial<ApiOptions> = {}) => {
  const env = createSimulatedEnv(monday);
  const desk = await peopledDesk({}, env, () => parts);
  let count = 0;
  const { agent, requester } = desk.people;
  const ticket = async (ticketId: string, by: keyof PeopledDesk['people'] = 'agent') =>
    (await desk.people[by].get(`/tickets/${ticketId}`)).json<TicketResponse>();
  return {
    desk,
    env,
    ticket,
    async open() {
      count += 1;
      const answer = await requester.post('/tickets', { commandId: `open-${count}`, data: asked });
      return answer.json<CommandAnswer>().ticketId;
    },
    async send(ticketId: string, command: object) {
      count += 1;
      return agent.send(ticketId, { commandId: `c-${count}`, ...command });
    },
    clock: async (ticketId: string, query = '') =>
      (await requester.get(`/tickets/${ticketId}/clock${query}`)).json<ClockResponse>(),
    followUp: (ticketId: string, commandId: string, by: 'agent' | 'requester' = 'requester') =>
      desk.people[by].post(`/tickets/${ticketId}/follow-up`, {
        commandId,
        data: { subject: 'It is back', channel: 'email', impact: asked.impact },
      }),
  };
};

const sumOf = ({ deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs }: ClockResponse['summary']) =>
  deskMs + requesterMs + thirdPartyMs + closedHoursMs + nobodyMs;

it('accounts for every second of a ticket, in words its requester would accept', async () => {
  const { env, open, send, clock, ticket } = await start();
  const ticketId = await open();
  await env.advance(2 * hourMs);
  await send(ticketId, {
    type: 'RequestData',
    data: { items: [{ itemId: 'i-1', kind: 'log-files', text: 'The log' }], reply: reply.data },
  });
  await env.advance(3 * hourMs);
  await send(ticketId, { type: 'SupplyDataItem', data: { itemId: 'i-1', text: 'Here' } });
  await env.advance(hourMs);
  const { history } = await ticket(ticketId);
  const [opened, , asking, , ended] = history.map(({ eventId }) => eventId);
  const account = await clock(ticketId);
  expect(account).toMatchObject({
    zone: 'America/Los_Angeles',
    policyVersion: 'reference-1',
    outOfOrder: [],
  });
  expect(
    account.intervals.map(({ owner, openedBy, closedBy, words }) => [owner, openedBy, closedBy, words]),
  ).toEqual([
    ['desk', opened, asking, 'In our queue from 5 Jan 09:00 to 11:00'],
    [
      'requester',
      asking,
      ended,
      'We waited for you from 5 Jan 11:00 to 14:00, because we asked for the log files',
    ],
    ['desk', ended, null, 'In our queue since 5 Jan 14:00, because you sent what we asked for'],
  ]);
  expect(account.intervals.map(({ from, to }) => Date.parse(to) - Date.parse(from))).toEqual([
    2 * hourMs,
    3 * hourMs,
    hourMs,
  ]);
  expect(account.summary).toMatchObject({
    elapsedMs: 6 * hourMs,
    deskMs: 3 * hourMs,
    requesterMs: 3 * hourMs,
    held: { deskMs: 3 * hourMs, requesterMs: 3 * hourMs },
  });
  expect(account.targets).toMatchObject([
    { kind: 'first-response', state: 'met', usedMs: 2 * hourMs, end: { how: 'fulfilled' } },
  ]);
  const london = await clock(ticketId, '?zone=Europe/London');
  expect(london.intervals[0]!.words).toBe('In our queue from 5 Jan 17:00 to 19:00');
});

it('tells a ticket’s account as of any moment since it was opened', async () => {
  const { desk, env, open, send, clock } = await start();
  const ticketId = await open();
  await env.advance(hourMs);
  const atOne = await clock(ticketId);
  await env.advance(14 * hourMs);
  await send(ticketId, { type: 'TriageTicket', data: {} });
  const { summary, ...account } = await clock(ticketId, `?at=${new Date(monday + hourMs).toISOString()}`);
  expect({ ...account, summary }).toEqual(atOne);
  expect(account.due).toMatchObject([
    { kind: 'target-warning', target: 'first-response' },
    { kind: 'target-missed', target: 'first-response' },
  ]);
  const overnight = await clock(ticketId);
  expect(overnight.summary).toMatchObject({ closedHoursMs: 6 * hourMs, deskMs: 9 * hourMs });
  const url = `/tickets/${ticketId}/clock`;
  for (const [query, pointer] of [
    [`at=${new Date(monday - 1).toISOString()}`, '/at'],
    [`at=${new Date(monday + 400 * dayMs).toISOString()}`, '/at'],
    ['zone=Mars/Olympus', '/zone'],
    ['at=yesterday', '/at'],
  ])
    expect(problemOf(await desk.people.requester.get(`${url}?${query}`)).errors).toMatchObject([{ pointer }]);
  expect((await desk.people.partner.get(url)).statusCode).toBe(403);
});

it('"Thank you" reopens: it never does (frappe 2228, libredesk 145, freescout 3049)', async () => {
  const { desk, open, send, ticket } = await start();
  const ticketId = await open();
  await send(ticketId, resolved);
  const thanks = { commandId: 't-1', type: 'ThankDesk', data: { body: 'Thank you!' } };
  expect((await desk.people.requester.send(ticketId, thanks)).json()).toMatchObject({
    lifecycle: 'resolved',
  });
  await desk.people.service.send(ticketId, { commandId: 's-1', type: 'LapseSurvey', data: {} });
  const again = await desk.people.requester.send(ticketId, { ...thanks, commandId: 't-2' });
  expect(again.json()).toMatchObject({ lifecycle: 'surveyed', events: ['RequesterThanked'] });
  expect((await ticket(ticketId)).state).toMatchObject({ episode: 1, outcome: 'answered' });
});

it('Only the first or last resolution is kept: all of them are (Libredesk, Frappe)', async () => {
  const { env, open, send, ticket, clock } = await start();
  const ticketId = await open();
  const answers = ['First answer.', 'Second answer.', 'Third answer.'];
  for (const answer of answers) {
    await env.advance(hourMs);
    await send(ticketId, { type: 'ResolveTicket', data: { outcome: { kind: 'answered', answer } } });
    await env.advance(hourMs);
    if (answer !== answers.at(-1)) await send(ticketId, { type: 'ReopenTicket', data: {} });
  }
  const { history, state } = await ticket(ticketId);
  const resolutions = history.filter(({ type }) => type === 'TicketResolved');
  expect(resolutions.map(({ data }) => (data.outcome as { answer: string }).answer)).toEqual(answers);
  expect(state).toMatchObject({ episode: 3, lifecycle: 'resolved' });
  const { episodes, summary } = await clock(ticketId);
  expect(episodes.map(({ number, closedBy }) => [number, closedBy])).toEqual(
    resolutions.map(({ eventId }, index) => [index + 1, eventId]),
  );
  for (const episode of episodes) expect(episode.summary).toMatchObject({ elapsedMs: hourMs, nobodyMs: 0 });
  expect(summary).toMatchObject({ elapsedMs: 6 * hourMs, deskMs: 3 * hourMs, nobodyMs: 3 * hourMs });
  expect(sumOf(summary)).toBe(summary.elapsedMs);
});

it.each(['duplicate-of', 'merged-into'])(
  'Merge or split rewrites times and history: %s moves nothing and can be taken back (zammad 2469, 4203; Frappe)',
  async (kind) => {
    const { env, open, send, ticket, clock } = await start();
    const [child, parent] = [await open(), await open()];
    await send(child, { type: 'AddNote', data: { body: 'Of the child' } });
    await env.advance(hourMs);
    const before = [
      await ticket(child),
      await ticket(parent),
      await clock(child),
      await clock(parent),
    ] as const;
    const link = { kind, ticketId: parent };
    const linked = await send(child, { type: 'LinkTicket', data: link });
    expect(linked.statusCode).toBe(200);
    expect((await ticket(child)).state.links).toEqual([link]);
    expect((await ticket(child)).history.slice(0, -1)).toEqual(before[0].history);
    expect(await ticket(parent)).toEqual(before[1]);
    expect([await clock(child), await clock(parent)]).toEqual(before.slice(2));

    await send(child, { type: 'UnlinkTicket', data: link });
    const after = await ticket(child);
    expect(after.state).toEqual(before[0].state);
    expect(after.history.map(({ type }) => type)).toEqual([
      'TicketOpened',
      'NoteAdded',
      'TicketLinked',
      'TicketUnlinked',
    ]);
    expect(await ticket(parent)).toEqual(before[1]);
    expect(await clock(child)).toEqual(before[2]);
  },
);

it('Parent’s reply leaks to children: a reply stays on its ticket (glpi 24454)', async () => {
  const { desk, open, send, ticket } = await start();
  const [child, parent] = [await open(), await open()];
  await send(child, { type: 'LinkTicket', data: { kind: 'duplicate-of', ticketId: parent } });
  await send(parent, { type: 'LinkTicket', data: { kind: 'related-to', ticketId: child } });
  await send(parent, reply);
  await send(parent, resolved);
  expect(JSON.stringify(await ticket(parent))).toContain('The parent’s reply.');
  const untouched = await ticket(child);
  expect(JSON.stringify(untouched)).not.toMatch(/parent’s reply|Like this/);
  expect(untouched.state).toMatchObject({
    lifecycle: 'opened',
    firstResponse: 'due',
    firstRespondedAt: null,
  });
  const streams = (await Array.fromAsync(desk.store.readAll({ filter: { types: ['ReplySent'] } }))).flat();
  expect(streams.map(({ stream }) => stream)).toEqual([`ticket-${parent}`]);
});

it('Forgotten tickets never surface: the one asked first stays first, however busy the others are (chatwoot 6889, frappe 3182)', async () => {
  await using models = await readModelsOf();
  const { desk, env, open, send, clock } = await start(models.parts);
  const forgotten = await open();
  const busy: string[] = [];
  for (let day = 0; day < 5; day += 1) {
    await env.advance(dayMs);
    busy.push(await open());
    for (const ticketId of busy) await send(ticketId, reply);
  }
  await models.catchUp(desk.store);
  const { rows, total } = (await desk.people.agent.get('/queue?limit=2')).json<QueueResponse>();
  expect(total).toBe(6);
  expect(rows.map(({ ticketId }) => ticketId)).toEqual([forgotten, busy[0]]);
  expect(rows[0]).toMatchObject({ waitingSince: new Date(monday).toISOString() });
  expect((await clock(forgotten)).targets).toMatchObject([
    { kind: 'first-response', state: 'missed', end: null },
  ]);
});

/** A ticket that was resolved so long ago that it is not reopened any more. */
const closedTicket = async () => {
  const world = await start();
  const ticketId = await world.open();
  await world.send(ticketId, resolved);
  await world.desk.people.service.send(ticketId, { commandId: 's-1', type: 'LapseSurvey', data: {} });
  await world.env.advance(15 * dayMs);
  return { ...world, ticketId };
};

it('names the way of a follow-up once the window for reopening has closed', async () => {
  const { desk, ticketId } = await closedTicket();
  const reopen = { commandId: 'r-1', type: 'ReopenTicket', data: {} };
  const problem = problemOf(await desk.people.requester.send(ticketId, reopen));
  expect(problem).toMatchObject({
    status: 409,
    lifecycle: 'surveyed',
    followUp: `/tickets/${ticketId}/follow-up`,
  });
  expect(problem.detail).toContain('follow-up');
  expect(
    (
      await desk.people.requester.post(problem.followUp!, {
        commandId: 'f-1',
        data: { subject: 'It is back', channel: 'email', impact: asked.impact },
      })
    ).statusCode,
  ).toBe(201);
});

it('opens a follow-up of the same requester, linked both ways, once', async () => {
  const { desk, ticket, followUp, ticketId } = await closedTicket();
  const before = await ticket(ticketId);
  const first = await followUp(ticketId, 'f-1');
  expect(first.statusCode).toBe(201);
  const { ticketId: next, position, ...answer } = first.json<CommandAnswer>();
  expect(first.headers.location).toBe(`/tickets/${next}`);
  expect(answer).toMatchObject({ revision: 1, events: ['TicketOpened', 'TicketLinked'], repeated: false });
  expect(position).toBe(await desk.store.head());
  expect((await ticket(next)).state).toMatchObject({
    requesterId: before.state.requesterId,
    customerId: before.state.customerId,
    lifecycle: 'opened',
    links: [{ kind: 'follow-up-of', ticketId }],
  });
  expect((await ticket(ticketId)).state).toEqual({
    ...before.state,
    links: [{ kind: 'followed-up-by', ticketId: next }],
  });
  expect((await followUp(ticketId, 'f-1')).json()).toEqual({
    ...first.json<CommandAnswer>(),
    repeated: true,
  });
  expect(await desk.store.head()).toBe(position);
});

it.each([0, 1, 2])(
  'finishes a follow-up that was cut short after %i steps, when it is asked for again',
  async (steps) => {
    const { desk, ticket, followUp, ticketId } = await closedTicket();
    const { append } = desk.store;
    let appends = 0;
    const dying = vi.spyOn(desk.store, 'append').mockImplementation((...args) => {
      appends += 1;
      return appends > steps ? Promise.reject(new Error('the process died')) : append.apply(desk.store, args);
    });
    expect((await followUp(ticketId, 'f-1')).statusCode).toBe(500);
    dying.mockRestore();
    const answer = (await followUp(ticketId, 'f-1')).json<CommandAnswer>();
    expect(answer).toMatchObject({ revision: 1, events: ['TicketOpened', 'TicketLinked'] });
    expect((await ticket(answer.ticketId)).history.map(({ type }) => type)).toEqual([
      'TicketOpened',
      'TicketLinked',
    ]);
    expect((await ticket(ticketId)).state.links).toEqual([
      { kind: 'followed-up-by', ticketId: answer.ticketId },
    ]);
    const filter = { types: ['TicketOpened'] };
    expect((await Array.fromAsync(desk.store.readAll({ filter }))).flat()).toHaveLength(2);
  },
);

it('opens no follow-up of what is open, can be reopened, or is not the caller’s', async () => {
  const { desk, open, send, followUp } = await start();
  const ticketId = await open();
  expect(problemOf(await followUp(ticketId, 'f-1'))).toMatchObject({
    status: 409,
    lifecycle: 'opened',
    allowed: [],
  });
  await send(ticketId, resolved);
  expect(problemOf(await followUp(ticketId, 'f-1'))).toMatchObject({
    status: 409,
    allowed: ['ReopenTicket'],
    detail: 'the ticket can still be reopened',
  });
  const others = { ...question, requesterId: 'requester-2' };
  const other = await desk.people.agent.post('/tickets', { commandId: 'o-9', data: others });
  const { ticketId: foreign } = other.json<CommandAnswer>();
  expect(problemOf(await followUp(foreign, 'f-1')).status).toBe(404);
  const head = await desk.store.head();
  expect(await desk.refusals()).toEqual([]);
  expect(await desk.store.head()).toBe(head);
});

it('opens no follow-up under an id that opened another ticket', async () => {
  const { desk, followUp, ticketId } = await closedTicket();
  const others = { ...question, requesterId: 'requester-2' };
  await desk.people.agent.post('/tickets', { commandId: 'f-1', data: others });
  for (const by of ['agent', 'requester'] as const)
    expect(problemOf(await followUp(ticketId, 'f-1', by)).type).toContain('command-id-taken');
});
