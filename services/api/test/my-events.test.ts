import {
  readSse,
  type CommandAnswer,
  type EventView,
  type Role,
  type SseMessage,
} from '@caselog/api-contract';
import { afterEach, expect, it } from 'vitest';
import { listen, openStream } from './desk.ts';
import { partnerId, peopledDesk, personOf, question, referredTicket, type PeopledDesk } from './people.ts';

let desk: PeopledDesk;
let port: number;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const start = async (...limits: Parameters<typeof peopledDesk>): Promise<void> => {
  desk = await peopledDesk(...limits);
  closers.push(() => desk.app.close());
  port = await listen(desk);
};
const listenAs = async (role: Role, cursor?: string) => {
  const { authorization } = desk.people[role];
  const headers = { authorization, ...(cursor !== undefined && { 'last-event-id': cursor }) };
  const stream = await openStream(port, '', headers, '/my/events');
  closers.push(() => stream.destroy());
  return readSse(stream)[Symbol.asyncIterator]();
};
type Listening = AsyncIterator<SseMessage, unknown>;

/** What comes until `count` events have come. */
const hear = async (listening: Listening, count: number): Promise<SseMessage[]> => {
  const heard: SseMessage[] = [];
  while (heard.filter(({ event }) => event === 'ledger-event').length < count) {
    const { done, value } = await listening.next();
    if (done === true) throw new Error('the stream ended');
    heard.push(value);
  }
  return heard;
};
const viewsOf = (heard: readonly SseMessage[]): EventView[] =>
  heard.filter(({ event }) => event === 'ledger-event').map(({ data }) => JSON.parse(data) as EventView);
const typesOf = (heard: readonly SseMessage[]) => viewsOf(heard).map(({ type }) => type);

const openFor = async (commandId: string, data: object = question): Promise<string> =>
  (await desk.people.agent.post('/tickets', { commandId, data })).json<CommandAnswer>().ticketId;
const others = [
  { ...question, requesterId: 'requester-2' },
  { ...question, customerId: 'customer-2' },
];
const note = (ticketId: string, commandId: string) =>
  desk.people.agent.send(ticketId, { commandId, type: 'AddNote', data: { body: 'An impatient caller.' } });

it('tells a requester of its own tickets, as their reading shows them, and of no others', async () => {
  await start();
  const listening = await listenAs('requester');
  const foreign = [await openFor('o-1', others[0]), await openFor('o-2', others[1])];
  const ticketId = await openFor('o-3');
  await note(foreign[0]!, 'n-1');
  await note(ticketId, 'n-2');
  await desk.people.requester.send(ticketId, { commandId: 't-1', type: 'ThankDesk', data: {} });
  await openFor('o-4', others[0]);
  const last = await openFor('o-5');
  const heard = await hear(listening, 4);
  expect(viewsOf(heard).map(({ stream, type }) => [stream, type])).toEqual([
    [`ticket-${ticketId}`, 'TicketOpened'],
    [`ticket-${ticketId}`, 'NoteAdded'],
    [`ticket-${ticketId}`, 'RequesterThanked'],
    [`ticket-${last}`, 'TicketOpened'],
  ]);
  const { history } = (await desk.people.requester.get(`/tickets/${ticketId}`)).json<{
    history: EventView[];
  }>();
  expect(viewsOf(heard).slice(0, 3)).toEqual(history);
  const text = JSON.stringify(heard);
  expect(text).not.toContain('impatient');
  for (const id of foreign) expect(text).not.toContain(id);
});

it('tells a partner what happens from its referral on until that ends', async () => {
  await start();
  const listening = await listenAs('partner');
  const ticketId = await referredTicket(desk, 'o-1');
  await note(ticketId, 'n-1');
  await desk.people.partner.send(ticketId, { commandId: 'b-1', type: 'TriageTicket', data: {} });
  await note(ticketId, 'n-2');
  const elsewhere = await openFor('o-2');
  await desk.people.agent.send(elsewhere, {
    commandId: 'r-2',
    type: 'ReferTicket',
    data: { partnerId: 'partner-2' },
  });
  await note(elsewhere, 'n-3');
  const again = { commandId: 'r-3', type: 'ReferTicket', data: { partnerId, brief: 'Once more.' } };
  await desk.people.agent.send(ticketId, again);
  const heard = await hear(listening, 4);
  expect(typesOf(heard)).toEqual(['TicketReferred', 'NoteAdded', 'TicketTriaged', 'TicketReferred']);
  const { history } = (await desk.people.partner.get(`/tickets/${ticketId}`)).json<{
    history: EventView[];
  }>();
  expect(viewsOf(heard)).toEqual(history);
  const text = JSON.stringify(heard);
  expect(text).not.toMatch(/impatient|Nobody can sign in/);
  expect(text).not.toContain(elsewhere);
  expect(text).not.toContain(personOf('requester'));
});

it('resumes behind a cursor: nothing is left out and nothing comes twice', async () => {
  await start();
  const first = await listenAs('requester');
  const ticketId = await openFor('o-1');
  const [opening] = (await hear(first, 1)).slice(-1);
  await openFor('o-2', others[0]);
  await note(ticketId, 'n-1');
  const [noted] = (await hear(first, 1)).slice(-1);
  await desk.people.requester.send(ticketId, { commandId: 't-1', type: 'ThankDesk', data: {} });

  const behindOpening = await hear(await listenAs('requester', opening!.id), 2);
  expect(behindOpening[0]!.event).toBe('heartbeat');
  expect(typesOf(behindOpening)).toEqual(['NoteAdded', 'RequesterThanked']);
  expect(typesOf(await hear(await listenAs('requester', noted!.id), 1))).toEqual(['RequesterThanked']);
});

it('resumes behind a beat, too, which has passed everything of others', async () => {
  await start({ heartbeatMs: 5 });
  const ticketId = await openFor('o-1');
  const listening = await listenAs('requester');
  await openFor('o-2', others[0]);
  let beat: SseMessage | undefined;
  for (let beats = 0; beats < 3; beats += 1) beat = (await listening.next()).value as SseMessage;
  expect(beat!.event).toBe('heartbeat');
  await note(ticketId, 'n-1');
  expect(typesOf(await hear(await listenAs('requester', beat!.id), 1))).toEqual(['NoteAdded']);
});

it('says that all must be read again where it does not know the cursor, or there is none', async () => {
  await start();
  await openFor('o-1');
  const known = (await (await listenAs('requester')).next()).value as SseMessage;
  expect(known.event).toBe('reset');
  const tampered = `${known.id[0] === 'A' ? 'B' : 'A'}${known.id.slice(1)}`;
  for (const cursor of [tampered, 'nonsense', '7'])
    expect(((await (await listenAs('requester', cursor)).next()).value as SseMessage).event).toBe('reset');
  await start();
  // The same cursor at another process, whose ledger may be another one.
  expect(((await (await listenAs('requester', known.id)).next()).value as SseMessage).event).toBe('reset');
});

it('lets nobody count what happens to others: beats say no position, and no cursor looks like another', async () => {
  await start({ heartbeatMs: 5 });
  const listening = await listenAs('requester');
  const heard: SseMessage[] = [];
  for (let beats = 0; beats < 6; beats += 1) {
    heard.push((await listening.next()).value as SseMessage);
    await openFor(`o-${beats}`, others[beats % 2]);
  }
  for (const { data } of heard) expect(Object.keys(JSON.parse(data) as object)).toEqual(['now']);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(6);
  expect(new Set(heard.map(({ id }) => id.length)).size).toBe(1);
  expect(heard.map(({ event }) => event)).toEqual(['reset', ...Array.from({ length: 5 }, () => 'heartbeat')]);
});

it('goes on when a ticket of the listener cannot be read any more', async () => {
  await start();
  const listening = await listenAs('partner');
  const [damaged] = [await referredTicket(desk, 'o-1')];
  expect(typesOf(await hear(listening, 1))).toEqual(['TicketReferred']);
  const stream = `ticket-${damaged}`;
  const last = (await desk.store.readStream(stream)).at(-1)!;
  const nonsense = { ...last, id: '0198f3a0-0000-7000-8000-00000000dead', type: 'TicketVanished' };
  await desk.store.append(stream, [nonsense], last.revision);
  await referredTicket(desk, 'o-2');
  expect(typesOf(await hear(listening, 1))).toEqual(['TicketReferred']);
  expect(desk.logged.join('')).toContain('cannot be read');
});

it('keeps the ledger’s position from whoever sees some tickets only', async () => {
  await start();
  expect((await desk.people.requester.get('/events')).statusCode).toBe(403);
  expect((await desk.people.agent.get('/my/events')).statusCode).toBe(403);
});
