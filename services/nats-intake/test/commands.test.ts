import {
  commandAnswerSchema,
  natsCommandTypes,
  registerAnswerSchema,
  type CommandAnswer,
} from '@caselog/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNatsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { opening, problemOf, testDesk, type TestDesk } from './desk.ts';

let server: NatsServer;
let desk: TestDesk;
let commands = 0;
const fresh = (): string => `command-${(commands += 1)}`;
const open = async (commandId = fresh()) =>
  commandAnswerSchema.parse((await desk.send('OpenTicket', { commandId, data: opening }, 'service')).body);

beforeAll(async () => {
  server = await startNatsServer();
  desk = await testDesk(server.url);
});
afterAll(async () => {
  await desk.close();
  await server.stop();
});

describe('A command over NATS', () => {
  it('opens a ticket once, however often it is sent', async () => {
    const first = await open('open-1');
    const head = await desk.store.head();
    const again = await open('open-1');
    expect(first).toMatchObject({ lifecycle: 'opened', repeated: false, events: ['TicketOpened'] });
    expect(again).toEqual({ ...first, repeated: true });
    expect(await desk.store.head()).toBe(head);
  });

  it('is recorded with who sent it, under a request that correlates it', async () => {
    const { ticketId } = await open();
    const [event] = await desk.store.readStream(`ticket-${ticketId}`);
    expect(event?.metadata).toMatchObject({ actor: 'service-1' });
    expect(event?.metadata.$correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('moves a ticket, and answers a repeat as it did first', async () => {
    const { ticketId } = await open();
    const triage = { ticketId, commandId: fresh(), data: {}, expectedRevision: 0 };
    const first = (await desk.send('TriageTicket', triage, 'agent')).body as CommandAnswer;
    await desk.send('EscalateTicket', { ticketId, commandId: fresh(), data: {} }, 'agent');
    const again = (await desk.send('TriageTicket', triage, 'agent')).body;
    expect(first).toMatchObject({ lifecycle: 'triaged', revision: 1 });
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('reaches customers, outages, partners, and follow-ups', async () => {
    const outage = { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' };
    const sent = [
      await desk.send(
        'AnnounceOutage',
        { outageId: 'outage-1', commandId: fresh(), data: outage },
        'service',
      ),
      await desk.send(
        'ChangeCustomerEdition',
        { customerId: 'customer-1', commandId: fresh(), data: { edition: 'premium' } },
        'lead',
      ),
      await desk.send(
        'ChangePartnerCoverage',
        { partnerId: 'partner-1', commandId: fresh(), data: { languages: ['de'] } },
        'lead',
      ),
    ];
    for (const { code, body } of sent) {
      expect(code).toBe('');
      registerAnswerSchema.parse(body);
    }
    const { ticketId } = await open();
    const { requesterId: _, ...anew } = opening;
    const followUp = { ticketId, commandId: fresh(), data: anew };
    expect(problemOf(await desk.send('FollowUpTicket', followUp, 'agent'))).toMatchObject({
      type: 'urn:caselog:problem:forbidden-transition',
      status: 409,
    });
  });

  it('that the ticket does not take is refused with its state and what is allowed', async () => {
    const { ticketId } = await open();
    const reopen = { ticketId, commandId: fresh(), data: {} };
    const problem = problemOf(await desk.send('ReopenTicket', reopen, 'lead'));
    expect(problem).toMatchObject({ type: 'urn:caselog:problem:forbidden-transition', lifecycle: 'opened' });
    expect(problem.allowed).toContain('TriageTicket');
  });

  it('from a caller who saw an older revision is told where the ticket is now', async () => {
    const { ticketId } = await open();
    await desk.send('TriageTicket', { ticketId, commandId: fresh(), data: {} }, 'agent');
    const late = { ticketId, commandId: fresh(), data: {}, expectedRevision: 0 };
    expect(problemOf(await desk.send('EscalateTicket', late, 'agent'))).toMatchObject({
      type: 'urn:caselog:problem:revision-conflict',
      expectedRevision: 0,
      actualRevision: 1,
    });
  });

  it('on a ticket that was never opened finds none', async () => {
    const ticketId = '0198f3a0-0000-7000-8000-000000000000';
    const triage = { ticketId, commandId: fresh(), data: {} };
    expect(problemOf(await desk.send('TriageTicket', triage, 'agent'))).toMatchObject({
      type: 'urn:caselog:problem:no-such-ticket',
      status: 404,
    });
  });

  it('may not lie in the future', async () => {
    const ahead = { commandId: fresh(), data: opening, occurredAt: '2999-01-01T00:00:00.000Z' };
    const problem = problemOf(await desk.send('OpenTicket', ahead, 'service'));
    expect(problem).toMatchObject({ type: 'urn:caselog:problem:malformed-request', status: 400 });
    expect(problem.errors).toMatchObject([{ in: 'body', pointer: '/occurredAt' }]);
  });
});

describe('A message that is no command', () => {
  const malformed: [string, string | Uint8Array | object, string | undefined][] = [
    ['nothing', '', undefined],
    ['no JSON', '{"commandId":', undefined],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), undefined],
    ['a list', [], ''],
    ['a missing field', { commandId: 'c', data: { ...opening, subject: undefined } }, '/data/subject'],
    ['an unknown field', { commandId: 'c', data: { ...opening, 'a/b~': 1 } }, '/data/a~1b~0'],
    ['a type of its own', { commandId: 'c', type: 'OpenTicket', data: opening }, '/type'],
  ];
  it.each(malformed)('with %s is named as malformed and stores nothing', async (_name, body, pointer) => {
    const head = await desk.store.head();
    const problem = problemOf(await desk.send('OpenTicket', body, 'service'));
    expect(problem).toMatchObject({ type: 'urn:caselog:problem:malformed-request', status: 400 });
    if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(await desk.store.head()).toBe(head);
  });

  it('is never quoted, neither in the problem nor in the log', async () => {
    const data = { ...opening, channel: 'anna@example.com', subject: 7 };
    const { body } = await desk.send('OpenTicket', { commandId: 'c', data }, 'service');
    expect(JSON.stringify(body)).not.toContain('anna');
    expect(desk.logged.join()).not.toContain('anna');
  });

  it('with a huge body is refused, below what the server takes and above', async () => {
    const huge = JSON.stringify({ commandId: 'c', data: { ...opening, subject: 'x'.repeat(300_000) } });
    expect(problemOf(await desk.send('OpenTicket', huge, 'service'))).toMatchObject({
      type: 'urn:caselog:problem:body-too-large',
      status: 413,
    });
    await expect(desk.send('OpenTicket', 'x'.repeat(2_000_000), 'service')).rejects.toThrow(/payload/i);
    expect((await open()).lifecycle).toBe('opened');
  });
});

describe('Who sends a command', () => {
  it.each([
    ['nobody', undefined],
    ['somebody with a made-up token', { token: 'made-up' }],
    ['somebody with a made-up key', { token: `ck_0123456789abcdef_${'a'.repeat(43)}` }],
  ])('%s is not let in', async (_name, by) => {
    const head = await desk.store.head();
    const body = { commandId: fresh(), data: opening };
    expect(problemOf(await desk.send('OpenTicket', body, by))).toMatchObject({
      type: 'urn:caselog:problem:unauthenticated',
      status: 401,
    });
    expect(await desk.store.head()).toBe(head);
  });

  it('may be a program with an API key, until it is revoked', async () => {
    const key = { commandId: fresh(), actor: 'lead-1', label: 'monitoring', roles: ['service'] } as const;
    const { keyId, credential } = await desk.keys.create(key);
    const by = { token: credential! };
    const { body } = await desk.send('OpenTicket', { commandId: fresh(), data: opening }, by);
    expect(body).toMatchObject({ lifecycle: 'opened' });
    await desk.keys.revoke(keyId, { commandId: fresh(), actor: 'lead-1' });
    const late = await desk.send('OpenTicket', { commandId: fresh(), data: opening }, by);
    expect(problemOf(late).status).toBe(401);
  });

  it('gives only the commands of its role; the refusal is recorded once', async () => {
    const { ticketId } = await open();
    const resolve = { ticketId, commandId: fresh(), data: { outcome: { kind: 'answered', answer: 'Yes' } } };
    const before = (await desk.refusals()).length;
    for (let times = 0; times < 2; times += 1)
      expect(problemOf(await desk.send('ResolveTicket', resolve, 'analyst'))).toMatchObject({
        type: 'urn:caselog:problem:not-permitted',
        status: 403,
      });
    const refused = (await desk.refusals()).slice(before);
    expect(refused).toMatchObject([
      {
        type: 'CommandRefused',
        data: { command: 'ResolveTicket', ticketId },
        metadata: { actor: 'analyst-1' },
      },
    ]);
  });

  it('is bound to its own tickets, as over HTTP', async () => {
    const { ticketId } = await open();
    const thank = { ticketId, commandId: fresh(), data: { body: 'Thank you' } };
    const foreign = await desk.send(
      'OpenTicket',
      { commandId: fresh(), data: { ...opening, channel: 'email' } },
      'requester',
    );
    const own = commandAnswerSchema.parse(foreign.body);
    expect(own.allowed).not.toContain('TriageTicket');
    // Opened by a service for nobody's customer, yet for this person: it is its own.
    expect((await desk.send('ThankDesk', thank, 'requester')).code).toBe('');
    expect(problemOf(await desk.send('AddNote', { ...thank, commandId: fresh() }, 'requester')).status).toBe(
      403,
    );
  });

  it('is asked for every command there is', async () => {
    for (const type of natsCommandTypes) expect(problemOf(await desk.send(type, {})).status).toBe(401);
  });
});
