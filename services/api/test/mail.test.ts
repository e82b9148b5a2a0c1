import type { DeliveriesQuery, DeliveriesResponse } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { remoteMail } from '../src/remote-mail.ts';
import { problemOf, testDesk } from './desk.ts';

const ticketId = '0198f3a0-0000-7000-8000-000000000000';
const answer: DeliveriesResponse = {
  position: 7,
  counts: { due: 1, sending: 0, sent: 0, recorded: 0, bounced: 0, skipped: 0 },
  server: {
    isUp: false,
    failures: 3,
    lastError: 'the mail server takes no mail',
    retryAt: '2026-03-02T10:00:00.000Z',
  },
  deliveries: [
    {
      mailId: `survey.${ticketId}.1`,
      kind: 'survey',
      ticketId,
      episode: 1,
      status: 'due',
      attempts: 3,
      messageId: `<survey.${ticketId}.1@desk.example>`,
      plannedAt: '2026-03-02T10:00:00.000Z',
      nextAt: '2026-03-02T10:05:00.000Z',
      sentAt: null,
      reason: 'the mail server takes no mail',
    },
  ],
  next: '7:survey',
};

it('tells a lead what became of the mails, by what was asked', async () => {
  const asked: DeliveriesQuery[] = [];
  const mail = { deliveries: (query: DeliveriesQuery) => (asked.push(query), answer) };
  const desk = await testDesk({}, () => ({ mail }));
  const response = await desk.get('/mail/deliveries?status=due&kind=survey&limit=1');
  expect(response.json()).toEqual(answer);
  expect(asked).toEqual([{ status: 'due', kind: 'survey', limit: 1 }]);
  expect((await desk.get('/mail/deliveries?status=lost')).statusCode).toBe(400);
  await desk.app.close();
});

it('says so where no mailer works', async () => {
  const desk = await testDesk();
  expect(problemOf(await desk.get('/mail/deliveries')).type).toBe('urn:caselog:problem:mailer-elsewhere');
  await desk.app.close();
});

it('asks a mailer in another process, and says so when that does not answer', async () => {
  const asked: unknown[] = [];
  const mailer = fastify().get('/mail/deliveries', async ({ url, headers }, reply) => {
    asked.push([url, headers.authorization]);
    return asked.length === 1 ? reply.send(answer) : reply.code(500).send({});
  });
  const baseUrl = await mailer.listen({ port: 0, host: '127.0.0.1' });
  const mail = remoteMail({ baseUrl, secret: 'secret', env: systemEnv });
  const desk = await testDesk({}, () => ({ mail }));
  expect((await desk.get('/mail/deliveries?status=due&limit=1')).json()).toEqual(answer);
  expect(asked).toEqual([['/mail/deliveries?limit=1&status=due', 'Bearer secret']]);
  const silent = 'urn:caselog:problem:mailer-unreachable';
  expect(problemOf(await desk.get('/mail/deliveries')).type).toBe(silent);
  await mailer.close();
  expect(problemOf(await desk.get('/mail/deliveries')).type).toBe(silent);
  await desk.app.close();
});

it('lists who wants no surveys, by id and with how they said so, and takes it on their behalf', async () => {
  const desk = await testDesk();
  const wish = (commandId: string, type: string) =>
    desk.post('/people/anna/commands', { commandId, type, data: { topic: 'surveys', how: 'desk' } });
  expect((await wish('w-1', 'OptOut')).json()).toMatchObject({ events: ['PersonOptedOut'] });
  expect((await wish('w-2', 'OptOut')).json()).toMatchObject({ events: [] });
  const { people } = (await desk.get('/mail/opt-outs')).json<{ people: object[] }>();
  expect(people).toEqual([
    { personId: 'anna', topic: 'surveys', how: 'desk', since: expect.stringMatching(/^20/) as string },
  ]);
  await wish('w-3', 'OptIn');
  expect((await desk.get('/mail/opt-outs')).json()).toEqual({ people: [] });
  expect((await wish('w-4', 'Forget')).statusCode).toBe(400);
  await desk.app.close();
});
