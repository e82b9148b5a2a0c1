import type {
  ChannelsResponse,
  CheckPolicyAnswer,
  CreateApiKeyAnswer,
  MeResponse,
  OutagesResponse,
  PolicyResponse,
  PolicyVersionsResponse,
} from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { openPolicyBook } from '@caselog/helpdesk';
import { defaultPolicy } from '@caselog/policy';
import { describe, expect, it } from 'vitest';
import { problemOf } from './desk.ts';
import { customerId, partnerId, peopledDesk, personOf, question } from './people.ts';

const channelsOf = (body: ChannelsResponse) =>
  Object.fromEntries(body.channels.map(({ channel, ...rest }) => [channel, rest]));

describe('GET /channels', () => {
  // A Saturday, 12:00 in Tokyo: chat in Japanese opens on Monday at 09:00 there.
  const saturday = '/channels?language=ja&at=2026-01-10T03:00:00.000Z';

  it('says which channels serve a language at a moment, and when the others next open', async () => {
    const { app } = await peopledDesk();
    const body = (await app.inject(saturday)).json<ChannelsResponse>();
    expect(body).toMatchObject({ language: 'ja', policyVersion: 'reference-1' });
    expect(channelsOf(body)).toEqual({
      phone: { served: true, open: true, opensAt: null, closesAt: null, zone: 'UTC', access: null },
      chat: {
        served: true,
        open: false,
        opensAt: '2026-01-12T00:00:00.000Z',
        closesAt: null,
        zone: 'Asia/Tokyo',
        access: null,
      },
      email: { served: true, open: true, opensAt: null, closesAt: null, zone: 'UTC', access: null },
    });
    const monday = await app.inject('/channels?language=ja&at=2026-01-12T08:59:59.999Z');
    expect(channelsOf(monday.json()).chat).toMatchObject({
      open: true,
      closesAt: '2026-01-12T09:00:00.000Z',
    });
    const welsh = await app.inject('/channels?language=cy');
    expect(channelsOf(welsh.json()).phone).toMatchObject({ served: false, open: false, zone: null });
  });

  it('tells those who may use a channel how it is reached, and nobody else', async () => {
    const { people, app, registers } = await peopledDesk();
    const accessFor = async (authorization?: string) => {
      const response = await app.inject({
        url: '/channels',
        headers: { ...(authorization && { authorization }) },
      });
      return channelsOf(response.json()).phone!.access;
    };
    const number = 'The number is shown to signed-in administrators.';
    expect(await accessFor()).toBeNull();
    expect(await accessFor(people.agent.authorization)).toBe(number);
    expect(await accessFor(people.requester.authorization)).toBe(number);
    expect(await accessFor(people.partner.authorization)).toBeNull();
    await registers.customers.execute({
      commandId: 'down',
      actor: 'lead-1',
      id: customerId,
      command: { type: 'ChangeCustomerEdition', data: { edition: 'free' } },
    });
    expect(await accessFor(people.requester.authorization)).toBeNull();
    expect((await app.inject({ url: '/channels', headers: { authorization: 'Bearer x' } })).statusCode).toBe(
      401,
    );
  });

  it.each([
    ['language=x', '/language'],
    ['at=2026-01-10', '/at'],
    ['at=3026-01-10T00:00:00.000Z', '/at'],
  ])('refuses %s', async (query, pointer) => {
    const { app } = await peopledDesk();
    expect(problemOf(await app.inject(`/channels?${query}`)).errors).toMatchObject([
      { in: 'query', pointer },
    ]);
  });
});

describe('The policy', () => {
  const stricter = { ...defaultPolicy, reopenWindow: { wallDays: 1 } };

  it('is published by a lead, version upon version, and every one can be read again', async () => {
    const { people } = await peopledDesk();
    const request = { commandId: 'p-1', document: stricter, note: 'Shorter window', basedOn: 1 };
    const published = await people.lead.post('/policy', request);
    expect(published.statusCode).toBe(201);
    expect(published.json()).toMatchObject({ version: 'reference-2', repeated: false });
    expect((await people.lead.post('/policy', request)).json()).toMatchObject({ repeated: true });
    expect((await people.agent.get('/policy')).json<PolicyResponse>()).toMatchObject({
      version: 'reference-2',
      number: 2,
      publishedBy: personOf('lead'),
      note: 'Shorter window',
      document: { reopenWindow: { wallDays: 1 } },
    });
    expect((await people.agent.get('/policy?version=reference-1')).json()).toMatchObject({
      number: 1,
      document: { reopenWindow: { wallDays: 14 } },
    });
    const { versions } = (await people.agent.get('/policy/versions')).json<PolicyVersionsResponse>();
    expect(versions.map(({ version }) => version)).toEqual(['reference-2', 'reference-1']);
    expect(problemOf(await people.agent.get('/policy?version=reference-9')).status).toBe(404);
  });

  it('tells an editor whose version was overtaken', async () => {
    const { people } = await peopledDesk();
    await people.lead.post('/policy', { commandId: 'p-1', document: stricter, basedOn: 1 });
    const late = await people.lead.post('/policy', { commandId: 'p-2', document: stricter, basedOn: 1 });
    expect(problemOf(late)).toMatchObject({
      status: 409,
      type: 'urn:caselog:problem:policy-conflict',
      basedOn: 1,
      actual: 2,
    });
  });

  const broken = {
    ...defaultPolicy,
    calendars: [{ ...defaultPolicy.calendars[0], zone: 'Mars/Olympus' }, ...defaultPolicy.calendars.slice(1)],
    silence: { ...defaultPolicy.silence, closeAfter: { businessDays: 0 } },
  };

  it('is refused with the place of every fault, and nothing is published', async () => {
    const { people, store } = await peopledDesk();
    const head = await store.head();
    const problem = problemOf(await people.lead.post('/policy', { commandId: 'p-1', document: broken }));
    expect(problem).toMatchObject({ status: 422, type: 'urn:caselog:problem:invalid-policy' });
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/document/calendars/0/zone',
      '/document/silence/closeAfter/businessDays',
      '/document/silence/reminders/0',
      '/document/silence/reminders/1',
    ]);
    expect(await store.head()).toBe(head);
  });

  it('can be checked without being published', async () => {
    const { people, store } = await peopledDesk();
    const head = await store.head();
    const check = async (document: object) =>
      (await people.lead.post('/policy/check', { document })).json<CheckPolicyAnswer>();
    expect(await check(defaultPolicy)).toEqual({ valid: true, faults: [] });
    const { hours, ...withoutHours } = defaultPolicy;
    expect(hours).toBeDefined();
    expect(await check(withoutHours)).toMatchObject({ valid: false, faults: [{ pointer: '/hours' }] });
    expect(await check({ ...defaultPolicy, hours: [{ calendar: 'nowhere' }] })).toMatchObject({
      faults: [{ pointer: '/hours/0/calendar', message: 'there is no calendar nowhere' }],
    });
    expect(await store.head()).toBe(head);
  });

  it('is not published by others, and that is recorded', async () => {
    const desk = await peopledDesk();
    const response = await desk.people.agent.post('/policy', { commandId: 'p-1', document: stricter });
    expect(problemOf(response).status).toBe(403);
    expect(await desk.refusals()).toMatchObject([{ data: { command: 'PublishPolicy', reason: 'role' } }]);
  });
});

describe('Customers', () => {
  it('decide who is entitled, from the moment they change', async () => {
    const { people } = await peopledDesk();
    const change = { commandId: 'c-1', type: 'ChangeCustomerEdition', data: { edition: 'free' } };
    const answer = await people.lead.post(`/customers/${customerId}/commands`, change);
    expect(answer.json()).toMatchObject({ id: customerId, events: ['CustomerEditionChanged'] });
    expect((await people.agent.get(`/customers/${customerId}`)).json()).toMatchObject({ edition: 'free' });
    const refused = await people.requester.post('/tickets', { commandId: 'o-1', data: question });
    expect(problemOf(refused)).toMatchObject({
      status: 403,
      type: 'urn:caselog:problem:denied',
      reason: 'not-entitled',
      helpAt: { url: 'https://help.example.com/' },
    });
  });

  it('are read whole by the desk, and by a requester where it is its own', async () => {
    const { people } = await peopledDesk();
    expect((await people.requester.get(`/customers/${customerId}`)).json()).toMatchObject({
      administrators: [personOf('requester'), 'requester-2'],
    });
    const [other, none] = [
      await people.requester.get('/customers/customer-2'),
      await people.requester.get('/customers/customer-9'),
    ];
    expect(problemOf(other)).toMatchObject({ status: 404, detail: 'there is no customer customer-2' });
    expect(problemOf(none)).toMatchObject({ status: 404, type: problemOf(other).type });
  });

  it.each([
    ['a customer nobody knows', 'customer-9', { type: 'ChangeCustomerEdition', data: { edition: 'x' } }, 404],
    ['a second registration', customerId, { type: 'RegisterCustomer', data: { edition: 'free' } }, 409],
    ['an unknown command', customerId, { type: 'DeleteCustomer', data: {} }, 400],
    [
      'another revision',
      customerId,
      { type: 'AddAdministrator', data: { personId: 'x' }, expectedRevision: 9 },
      409,
    ],
  ])('refuse %s', async (_, id, command, status) => {
    const { people, store } = await peopledDesk();
    const head = await store.head();
    const response = await people.lead.post(`/customers/${id}/commands`, { commandId: 'c-1', ...command });
    expect(problemOf(response).status).toBe(status);
    expect(await store.head()).toBe(head);
  });
});

describe('Outages', () => {
  it('are shown to anybody while they are open, the latest first', async () => {
    const { people, app } = await peopledDesk();
    const data = { title: 'No mail', affects: ['mail'], text: 'We look into it.' };
    const announce = { commandId: 'a-1', type: 'AnnounceOutage', data };
    const send = (id: string, command: object) => people.specialist.post(`/outages/${id}/commands`, command);
    await send('outage-2', announce);
    const shown = async () => (await app.inject('/outages')).json<OutagesResponse>().outages;
    expect((await shown()).map(({ outageId }) => outageId)).toEqual(['outage-2', 'outage-1']);
    await send('outage-1', { commandId: 'u-1', type: 'UpdateOutage', data: { text: 'We found it.' } });
    await send('outage-2', { commandId: 'r-1', type: 'ResolveOutage', data: { summary: 'A cable.' } });
    expect(await shown()).toMatchObject([
      { outageId: 'outage-1', title: 'Sign-in is slow', affects: ['sign-in'], lastWord: 'We found it.' },
    ]);
    expect((await app.inject('/outages/outage-2')).json()).toMatchObject({ status: 'resolved' });
    expect((await app.inject('/outages/outage-9')).statusCode).toBe(404);
    expect(problemOf(await send('outage-2', { ...announce, commandId: 'a-2' }))).toMatchObject({
      status: 409,
      reason: 'already-registered',
    });
  });
});

describe('Partners', () => {
  it('are read with the agreement in force, by the desk and by themselves', async () => {
    const { people } = await peopledDesk();
    const end = {
      commandId: 'e-1',
      type: 'EndDataAgreement',
      data: { reference: 'dpa-1', endedAt: '2026-01-01T00:00:00.000Z' },
    };
    const own = `/partners/${partnerId}`;
    expect((await people.partner.get(own)).json()).toMatchObject({ inForce: { reference: 'dpa-1' } });
    await people.lead.post(`${own}/commands`, end);
    expect((await people.partner.get(own)).json()).toMatchObject({ inForce: null, agreements: [{}] });
    expect((await people.partner.get('/partners/partner-2')).statusCode).toBe(404);
    expect((await people.agent.get('/partners/partner-2')).statusCode).toBe(200);
  });
});

describe('API keys', () => {
  it('are made, listed and revoked by a lead; the credential is told once', async () => {
    const desk = await peopledDesk();
    const { lead } = desk.people;
    const request = { commandId: 'k-1', label: 'intake', roles: ['service'] };
    const made = await lead.post('/api-keys', request);
    expect(made.statusCode).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    const { credential, keyId } = made.json<CreateApiKeyAnswer>();
    expect((await lead.post('/api-keys', request)).json()).toMatchObject({
      keyId,
      credential: null,
      repeated: true,
    });
    expect((await desk.by(`Bearer ${credential}`).get('/me')).json()).toMatchObject({
      id: `key-${keyId}`,
      roles: ['service'],
    });
    const list = await lead.get('/api-keys');
    expect(list.json()).toMatchObject({ keys: [{ keyId, label: 'intake', createdBy: personOf('lead') }] });
    expect(list.body).not.toContain('secretHash');
    expect((await lead.delete(`/api-keys/${keyId}`)).json()).toMatchObject({ revokedBy: personOf('lead') });
    expect((await lead.delete(`/api-keys/${keyId}`)).statusCode).toBe(200);
    expect((await desk.by(`Bearer ${credential}`).get('/me')).statusCode).toBe(401);
    expect((await lead.get('/api-keys')).json()).toMatchObject({ keys: [{ revokedBy: personOf('lead') }] });
    expect((await lead.delete('/api-keys/0123456789abcdef')).statusCode).toBe(404);
  });

  it.each([
    ['no role', { roles: [] }, '/roles'],
    ['an unknown role', { roles: ['owner'] }, '/roles/0'],
    ['a requester without a customer', { roles: ['requester'] }, '/customerId'],
    ['a partner without a partner', { roles: ['partner'] }, '/partnerId'],
    ['an unspeakable label', { label: '' }, '/label'],
  ])('refuse %s', async (_, change, pointer) => {
    const { people } = await peopledDesk();
    const request = { commandId: 'k-1', label: 'intake', roles: ['service'], ...change };
    expect(problemOf(await people.lead.post('/api-keys', request)).errors).toMatchObject([{ pointer }]);
  });
});

describe('GET /me', () => {
  it('says who asks, and what they may do', async () => {
    const { people } = await peopledDesk();
    const me = (await people.partner.get('/me')).json<MeResponse>();
    expect(me).toMatchObject({ id: personOf('partner'), roles: ['partner'], partnerId });
    expect(me.commands).toEqual(['TriageTicket', 'RequestData', 'SendReply', 'AddNote']);
    expect(me.routes).toContain('sendCommand');
    expect(me.routes).not.toContain('queue');
    expect((await people.lead.get('/me')).json<MeResponse>().commands).toContain('PublishPolicy');
  });
});

describe('A policy that another process publishes', () => {
  it('governs what is opened here from then on', async () => {
    const desk = await peopledDesk();
    const elsewhere = await openPolicyBook({ store: desk.store, env: systemEnv });
    await elsewhere.publish({
      commandId: 'p-1',
      actor: 'lead-2',
      document: { ...defaultPolicy, impactMatrix: [{ priority: 'P4' }] },
    });
    await expect.poll(() => desk.book.currentPolicy().version).toBe('reference-2');
    await desk.app.close();
  });
});
