import { expect, it } from 'vitest';
import { problemOf, testDesk } from './desk.ts';

it('passes the queue its filters, read and checked', async () => {
  const desk = await testDesk();
  const response = await desk.get(
    '/queue?priority=P1,P2&lifecycle=triaged&lifecycle=escalated&team=blue&limit=5',
  );
  expect(response.json()).toEqual({ rows: [], next: null, total: 0, position: 0 });
  expect(desk.reads.asked).toEqual([
    { priority: ['P1', 'P2'], lifecycle: ['triaged', 'escalated'], team: 'blue', limit: 5 },
  ]);
  const faulty = problemOf(await desk.get('/queue?limit=many&colour=red'));
  expect(faulty.errors?.map((error) => `${error.in}${error.pointer}`).sort()).toEqual([
    'query/colour',
    'query/limit',
  ]);
});

it('answers a read that waits once its position is reached, and says so when it is not', async () => {
  const desk = await testDesk();
  const { position } = await desk.open();
  for (const url of [
    `/queue?waitFor=${position}`,
    `/flow?waitFor=${position}`,
    `/tickets?waitFor=${position}`,
  ]) {
    desk.reads.position = 0;
    const early = await desk.get(url);
    expect(problemOf(early)).toMatchObject({
      type: 'urn:caselog:problem:not-visible-yet',
      status: 503,
      position: 0,
    });
    expect(early.headers['retry-after']).toBe('1');
    desk.reads.position = position;
    expect((await desk.get(url)).statusCode).toBe(200);
  }
});

it('reads a ticket from the ledger, where every answered command shows', async () => {
  const desk = await testDesk();
  const { ticketId, position } = await desk.open();
  expect((await desk.get(`/tickets/${ticketId}?waitFor=${position}`)).statusCode).toBe(200);
  expect((await desk.get(`/tickets/${ticketId}?waitFor=99`)).statusCode).toBe(503);
});

it('says how far each read model lies behind', async () => {
  const desk = await testDesk();
  await desk.open();
  expect((await desk.get('/ready')).json()).toEqual({
    status: 'ready',
    head: 1,
    readModels: { queue: { position: 0, lag: 1 } },
  });
});
