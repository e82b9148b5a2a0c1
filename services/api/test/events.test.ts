import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { readSse, type SseMessage } from '@caselog/api-contract';
import { afterEach, expect, it } from 'vitest';
import { listen, openStream, opening, problemOf, testDesk, type TestDesk } from './desk.ts';

let desk: TestDesk | undefined;
afterEach(() => desk?.app.close());

const start = async (...limits: Parameters<typeof testDesk>) => {
  desk = await testDesk(...limits);
  return { desk, port: await listen(desk) };
};
const openMany = async (count: number, from = 1) => {
  for (let number = from; number < from + count; number += 1) await desk!.open(`open-${number}`);
};
const idsOf = async (stream: AsyncIterable<Uint8Array>, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for await (const message of readSse(stream)) {
    if (message.event !== 'ledger-event') continue;
    ids.push(message.id);
    if (ids.length === count) break;
  }
  return ids;
};
const firstOf = async (stream: AsyncIterable<Uint8Array>): Promise<SseMessage> => {
  for await (const message of readSse(stream)) return message;
  throw new Error('the stream ended');
};

it('sends history, then what happens, each event once and in order', async () => {
  const { port } = await start();
  await openMany(3);
  const stream = await openStream(port, '?after=1');
  expect(stream.headers['content-type']).toContain('text/event-stream');
  expect(stream.headers['content-security-policy']).toBeDefined();
  const reading = idsOf(stream, 4);
  await openMany(2, 4);
  expect(await reading).toEqual(['2', '3', '4', '5']);
});

it('resumes behind Last-Event-ID, whatever the address says', async () => {
  const { port } = await start();
  await openMany(4);
  const stream = await openStream(port, '?after=0', { 'last-event-id': '2' });
  expect(await idsOf(stream, 2)).toEqual(['3', '4']);
});

it('begins with now when no position is given, and says where that is', async () => {
  const { port } = await start();
  await openMany(2);
  const stream = await openStream(port);
  const reading = Array.fromAsync(readSse(stream));
  await openMany(1, 3);
  await desk!.app.close();
  expect(
    (await reading).map(({ event, id, data }) => [
      event,
      id,
      (JSON.parse(data) as { position: number }).position,
    ]),
  ).toEqual([
    ['heartbeat', '', 2],
    ['ledger-event', '3', 3],
  ]);
});

it('sends the types asked for, with data, actor and times', async () => {
  const { port } = await start();
  const { ticketId } = await desk!.open();
  await desk!.post(`/tickets/${ticketId}/commands`, { commandId: 'c-2', type: 'TriageTicket', data: {} });
  const stream = await openStream(port, '?after=0&types=TicketTriaged,TicketResolved');
  const messages: SseMessage[] = [];
  for await (const message of readSse(stream)) {
    messages.push(message);
    if (messages.length === 2) break;
  }
  expect(JSON.parse(messages[1]!.data)).toMatchObject({
    type: 'TicketTriaged',
    stream: `ticket-${ticketId}`,
    position: 2,
    revision: 1,
    actor: 'operator',
    commandId: 'c-2',
    data: {},
  });
});

it('says that a position lies beyond the ledger, and goes on from its end', async () => {
  const { port } = await start();
  await openMany(2);
  const stream = await openStream(port, '?after=99');
  const { event, id, data } = await firstOf(stream);
  expect([event, id, JSON.parse(data)]).toMatchObject(['reset', '2', { position: 2 }]);
});

it('beats while nothing happens', async () => {
  const { port } = await start({ heartbeatMs: 5 });
  const stream = await openStream(port);
  let beats = 0;
  for await (const { event } of readSse(stream)) {
    expect(event).toBe('heartbeat');
    beats += 1;
    if (beats === 3) break;
  }
  expect(beats).toBe(3);
});

it('tells how far it has come while nothing asked for happens, and resumes from there', async () => {
  const { port } = await start({ heartbeatMs: 5 });
  await openMany(2);
  const stream = await openStream(port, '?after=0&types=TicketResolved');
  for await (const { event, id, data } of readSse(stream)) {
    if (event !== 'progress') continue;
    expect([id, JSON.parse(data)]).toEqual(['2', { position: 2 }]);
    break;
  }
});

it('cuts off a listener that does not read, and keeps no more for it than one batch', async () => {
  const { port } = await start({ slowListenerMs: 50 });
  const data = { ...opening, description: 'x'.repeat(20_000) };
  for (let number = 0; number < 500; number += 1)
    await desk!.post('/tickets', { commandId: `open-${number}`, data });
  const stream = await openStream(port, '?after=0');
  stream.pause();
  await expect.poll(() => desk!.logged.some((line) => line.includes('cut off'))).toBe(true);
  await expect.poll(() => connections()).toBe(0);
  stream.resume();
  await expect(once(stream, 'end')).rejects.toThrow('aborted');
});

const connections = (): Promise<number> =>
  new Promise((resolve, reject) =>
    desk!.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

it('lets only so many listen', async () => {
  const { port } = await start({ streamsMax: 1 });
  const first = await openStream(port);
  expect(problemOf(await desk!.get('/events')).type).toContain('too-many-listeners');
  first.destroy();
  await expect.poll(async () => (await openStream(port)).statusCode).toBe(200);
});

it('ends streams and finishes requests when it closes', async () => {
  const { port } = await start();
  const stream = await openStream(port);
  stream.resume();
  const ended = once(stream, 'end');
  const answer = desk!.open();
  await desk!.app.close();
  await ended;
  expect((await answer).revision).toBe(0);
  await expect(openStream(port)).rejects.toThrow('ECONNREFUSED');
});

it('closes although somebody stops in the middle of a request', async () => {
  const { port } = await start({ farewellMsMax: 50 });
  const socket = connect(port, '127.0.0.1');
  const gone = once(socket, 'close');
  socket.on('error', () => socket.destroy());
  socket.write('GET /health HT');
  // Answered on a connection of its own after the other one was heard.
  await once(get({ port, host: '127.0.0.1', path: '/health' }).end(), 'response');
  await expect(desk!.app.close()).resolves.toBeUndefined();
  await gone;
});

it('refuses a position that is none', async () => {
  await start();
  expect(problemOf(await desk!.get('/events?after=-1&types=Nonsense')).errors).toHaveLength(2);
  expect(problemOf(await desk!.get('/events', { 'last-event-id': 'x' })).errors).toMatchObject([
    { in: 'headers', pointer: '/last-event-id' },
  ]);
});
