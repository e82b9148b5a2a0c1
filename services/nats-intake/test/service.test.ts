import { commandSubject, natsCommandTypes, type CommandAnswer } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import type { IntakeContext } from '@caselog/intake';
import { Svcm } from '@nats-io/services';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNatsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { opening, problemOf, testDesk, type TestDesk } from './desk.ts';

let server: NatsServer;
let desk: TestDesk;
const openings = (at: TestDesk, count: number, prefix = 'open', timeoutMs = 30_000) =>
  Array.from({ length: count }, (_, n) =>
    at.send('OpenTicket', { commandId: `${prefix}-${n}`, data: opening }, 'service', timeoutMs),
  );

beforeEach(async () => {
  server = await startNatsServer();
});
afterEach(async () => {
  await desk.close();
  await server.stop();
});

/** A context whose commands wait until they are let go. */
const held = () => {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const seen = { begun: 0 };
  const wrap = (context: IntakeContext): IntakeContext => ({
    ...context,
    helpdesk: {
      load: (ticketId) => context.helpdesk.load(ticketId),
      async execute(envelope) {
        seen.begun += 1;
        await gate;
        return context.helpdesk.execute(envelope);
      },
    },
  });
  const until = async (count: number) => {
    while (seen.begun < count) await systemEnv.sleep(5);
  };
  return { wrap, letGo: () => letGo(), until };
};

describe('The micro service', () => {
  it('is found by the standard subjects, with one endpoint a command', async () => {
    desk = await testDesk(server.url);
    const client = new Svcm(desk.caller).client();
    const [ping] = await Array.fromAsync(await client.ping('caselog-intake'));
    expect(ping).toMatchObject({ name: 'caselog-intake', version: '1.0.0' });
    const [info] = await Array.fromAsync(await client.info('caselog-intake'));
    expect(info?.endpoints.map(({ subject }) => subject).toSorted()).toEqual(
      natsCommandTypes.map(commandSubject).toSorted(),
    );
    expect(info?.endpoints.find(({ name }) => name === 'OpenTicket')).toMatchObject({
      queue_group: 'caselog-intake',
      metadata: { target: 'opening', roles: 'requester,agent,lead,service' },
    });
  });

  it('tells how many commands it took and how they ended', async () => {
    desk = await testDesk(server.url);
    await Promise.all(openings(desk, 3));
    await desk.send('OpenTicket', 'no JSON', 'service');
    await desk.send('OpenTicket', {});
    const [stats] = await Array.fromAsync(await new Svcm(desk.caller).client().stats('caselog-intake'));
    const endpoint = stats?.endpoints?.find(({ name }) => name === 'OpenTicket');
    expect(endpoint).toMatchObject({
      num_requests: 5,
      data: { under_way: 0, answered: 5, problems: { 400: 1, 401: 1 } },
    });
  });

  it('shares its work among replicas, each command taken once', async () => {
    desk = await testDesk(server.url);
    const second = await desk.replica();
    const replies = await Promise.all(openings(desk, 60));
    expect(new Set(replies.map(({ body }) => (body as CommandAnswer).ticketId)).size).toBe(60);
    expect(replies.every(({ body }) => !(body as CommandAnswer).repeated)).toBe(true);
    const counts = (await Array.fromAsync(await new Svcm(desk.caller).client().stats('caselog-intake'))).map(
      ({ endpoints }) => endpoints?.find(({ name }) => name === 'OpenTicket')?.num_requests ?? 0,
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(60);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    await second.stop();
  });

  it('gives one ticket to the same command sent to two replicas at once', async () => {
    desk = await testDesk(server.url);
    const second = await desk.replica();
    const sent = Array.from({ length: 20 }, () =>
      desk.send('OpenTicket', { commandId: 'the-same', data: opening }, 'service'),
    );
    const answers = (await Promise.all(sent)).map(({ body }) => body as CommandAnswer);
    expect(new Set(answers.map(({ ticketId }) => ticketId)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    await second.stop();
  });

  it('answers what is under way when it stops, and takes nothing more', async () => {
    const gate = held();
    desk = await testDesk(server.url, {}, gate.wrap);
    const under = openings(desk, 10);
    await gate.until(10);
    const stopping = desk.intake.stop();
    gate.letGo();
    for (const { code, body } of await Promise.all(under)) {
      expect(code).toBe('');
      expect(body).toMatchObject({ lifecycle: 'opened' });
    }
    await stopping;
    await expect(desk.send('OpenTicket', {}, 'service')).rejects.toThrow(/no responders/i);
  });

  it('tells a caller to come back when too much is under way', async () => {
    const gate = held();
    desk = await testDesk(server.url, { underWayMax: 2 }, gate.wrap);
    const under = openings(desk, 2);
    await gate.until(2);
    const [late] = await Promise.all(openings(desk, 1, 'late'));
    expect(problemOf(late!)).toMatchObject({ type: 'urn:caselog:problem:too-many-requests', retryAfterS: 1 });
    gate.letGo();
    await Promise.all(under);
  });

  it('goes on after the server was killed and started again; what was sent meanwhile is sent again and taken once', async () => {
    desk = await testDesk(server.url);
    await Promise.all(openings(desk, 1));
    const underWay = Promise.allSettled(openings(desk, 20, 'during', 500));
    await server.restart();
    await underWay;
    const insist = async (commandId: string): Promise<CommandAnswer> => {
      for (;;) {
        try {
          const { body } = await desk.send('OpenTicket', { commandId, data: opening }, 'service', 2_000);
          return body as CommandAnswer;
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          await systemEnv.sleep(50);
        }
      }
    };
    for (let n = 0; n < 20; n += 1) await insist(`during-${n}`);
    const opened = (
      await Array.fromAsync(desk.store.readAll({ filter: { types: ['TicketOpened'] } }))
    ).flat();
    expect(opened).toHaveLength(21);
  });
});
