import type {
  DeskStatus,
  ChannelsResponse,
  ClockResponse,
  HelpResponse,
  MyTicketsResponse,
  PolicyPreview,
  PolicySchemaResponse,
  SessionResponse,
  TicketPreview,
} from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { defaultPolicy } from '@caselog/policy';
import { openReadModels, historyOf, readModelProjections, runProjections } from '@caselog/projections';
import { describe, expect, it } from 'vitest';
import { sqlReads } from '../src/index.ts';
import { problemOf } from './desk.ts';
import { customerId, peopledDesk, question, referredTicket, type PeopledDesk } from './people.ts';

/** A desk over real read models, which are brought up to date when the test says so. */
const deskWithReads = async () => {
  const db = await openReadModels({ path: ':memory:' });
  const desk = await peopledDesk({ waitMsMax: 50 }, systemEnv, () => ({ reads: sqlReads(db, systemEnv) }));
  const signal = new AbortController().signal;
  const catchUp = () =>
    runProjections(readModelProjections(), { db, source: historyOf(desk.store), env: systemEnv, signal });
  return { desk, catchUp };
};

const open = async (desk: PeopledDesk, commandId: string, data: object = {}): Promise<string> =>
  (await desk.people.agent.post('/tickets', { commandId, data: { ...question, ...data } })).json<{
    ticketId: string;
  }>().ticketId;

const listed = async (
  desk: PeopledDesk,
  who: 'requester' | 'partner',
  query = '',
): Promise<MyTicketsResponse> =>
  (await desk.people[who].get(`/my/tickets${query}`)).json<MyTicketsResponse>();
const idsOf = ({ rows }: MyTicketsResponse): readonly string[] => rows.map(({ ticketId }) => ticketId);

describe('The list of own tickets', () => {
  it('shows a requester exactly those it may read one by one, the latest first', async () => {
    const { desk, catchUp } = await deskWithReads();
    const all = [
      await open(desk, 'open-1'),
      await open(desk, 'open-2', { requesterId: 'requester-2' }),
      await open(desk, 'open-3', { customerId: 'customer-2' }),
      await open(desk, 'open-4', { customerId: undefined }),
      await open(desk, 'open-5'),
    ];
    await catchUp();
    const readable = [];
    for (const ticketId of all)
      if ((await desk.people.requester.get(`/tickets/${ticketId}`)).statusCode === 200)
        readable.unshift(ticketId);
    const found = await listed(desk, 'requester');
    expect(idsOf(found)).toEqual(readable);
    expect(readable).toHaveLength(3);
    expect(found.rows[0]).toMatchObject({ subject: question.subject, lifecycle: 'opened', openItems: [] });

    const first = await listed(desk, 'requester', '?limit=2');
    const second = await listed(desk, 'requester', `?limit=2&before=${first.next}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(readable);
    expect(second.next).toBeNull();
  });

  it('shows a partner what was referred to it and nothing of what lies around', async () => {
    const { desk, catchUp } = await deskWithReads();
    const referred = await referredTicket(desk, 'open-1');
    await open(desk, 'open-2');
    const elsewhere = await open(desk, 'open-3');
    await desk.people.agent.send(elsewhere, {
      commandId: 'r-1',
      type: 'ReferTicket',
      data: { partnerId: 'partner-2', brief: 'For the other one' },
    });
    // It is over, and still the partner's to read.
    await desk.people.agent.send(referred, { commandId: 't-1', type: 'TriageTicket', data: {} });
    await catchUp();
    const found = await listed(desk, 'partner');
    expect(idsOf(found)).toEqual([referred]);
    expect(found.rows[0]).toMatchObject({ subject: null, lifecycle: 'triaged' });
    expect(JSON.stringify(found)).not.toContain(question.subject);
  });

  it('is nobody else’s, and says when it is not yet what a command made of it', async () => {
    const { desk } = await deskWithReads();
    expect((await desk.people.agent.get('/my/tickets')).statusCode).toBe(403);
    const early = await desk.people.requester.get('/my/tickets?waitFor=999');
    expect(problemOf(early)).toMatchObject({ status: 503 });
  });
});

describe('Before a ticket is opened', () => {
  const impact = { access: 'critical', who: 'one-user', workaround: 'none' } as const;

  it('its priority and target are told as its own clock will tell them', async () => {
    const desk = await peopledDesk();
    const answer = await desk.people.requester.post('/tickets/preview', { impact });
    const preview = answer.json<TicketPreview>();
    expect(preview).toMatchObject({
      priority: 'P2',
      targets: [{ kind: 'first-response', within: { businessDays: 1 } }],
    });
    expect(preview.words).toMatch(/^P2: first reply by .*, because the service cannot be used, one person/);

    const ticketId = await open(desk, 'open-1', { impact });
    const clock = (await desk.people.requester.get(`/tickets/${ticketId}/clock`)).json<ClockResponse>();
    const [promised, made] = [preview.targets[0]!, clock.targets[0]!];
    const apartMs = Math.abs(Date.parse(made.dueAt!) - Date.parse(promised.dueAt));
    // As far apart as the preview and the opening, unless the desk closed between them.
    expect(apartMs).toBeLessThan(600_000);
    expect((await desk.people.analyst.post('/tickets/preview', { impact })).statusCode).toBe(403);
    expect((await desk.people.requester.post('/tickets/preview', { impact: {} })).statusCode).toBe(400);
  });

  it('everybody is told what helps without one, and which outages are known', async () => {
    const desk = await peopledDesk();
    const anybody = (await desk.app.inject('/help-desk')).json<HelpResponse>();
    expect(anybody).toMatchObject({
      entitled: null,
      channels: [],
      languages: expect.arrayContaining(['en', 'ja', 'hi']) as string[],
      outages: [{ outageId: 'outage-1', title: 'Sign-in is slow', status: 'open' }],
      services: ['sign-in'],
      files: { bytesMax: 25 * 1024 * 1024 },
    });
    expect(anybody.selfHelp.map((each) => each.for)).toEqual(['everybody', 'lost-password', 'consumer']);
    const other = (await desk.app.inject('/help-desk?service=calendar')).json<HelpResponse>();
    expect(other.outages).toEqual([]);
  });

  it('a requester is told whether it may open one, and where it is helped otherwise', async () => {
    const desk = await peopledDesk();
    const toldTo = async () => (await desk.people.requester.get('/help-desk')).json<HelpResponse>();
    expect(await toldTo()).toMatchObject({
      entitled: true,
      edition: 'premium',
      channels: ['phone', 'chat', 'email'],
      helpedAt: null,
    });
    await desk.people.lead.post(`/customers/${customerId}/commands`, {
      commandId: 'c-1',
      type: 'ChangeCustomerEdition',
      data: { edition: 'free' },
    });
    const free = await toldTo();
    expect(free).toMatchObject({
      entitled: false,
      channels: [],
      helpedAt: { url: 'https://help.example.com/' },
    });
    const refused = await desk.people.requester.post('/tickets', { commandId: 'open-1', data: question });
    expect(problemOf(refused).helpAt).toEqual(free.helpedAt);
  });
});

describe('Whoever asks in another language', () => {
  const toldIn = async (desk: PeopledDesk, language: string) => {
    const answer = await desk.app.inject({ url: '/help-desk', headers: { 'accept-language': language } });
    expect(answer.headers['vary']).toContain('accept-language');
    return answer.json<HelpResponse>().selfHelp.map(({ text }) => text);
  };
  const reach = async (desk: PeopledDesk, language: string) => {
    const { authorization } = desk.people.requester;
    const headers = { authorization, 'accept-language': language };
    const answer = await desk.app.inject({ url: '/channels?language=en', headers });
    return answer.json<ChannelsResponse>().channels.map(({ access }) => access);
  };

  it('is told what the reference policy says in it, each text of it', async () => {
    const desk = await peopledDesk();
    const { otherCallers, channels } = defaultPolicy;
    const english = [otherCallers.unknown, otherCallers.lostPassword, otherCallers.consumer].map(
      ({ text }) => text,
    );
    expect(await toldIn(desk, 'en-GB')).toEqual(english);
    expect(await toldIn(desk, 'sv')).toEqual(english);
    const german = await toldIn(desk, 'sv, de-CH;q=0.8, en;q=0.5');
    expect(german[0]).toBe('Das Hilfezentrum und die Community stehen allen offen.');
    for (const [index, text] of german.entries()) expect(text).not.toBe(english[index]);
    const access = channels.map((channel) => channel.access);
    expect((await reach(desk, 'en')).filter(Boolean)).toEqual(access);
    expect((await reach(desk, 'pl')).some((text) => text !== null && access.includes(text))).toBe(false);
  });

  it('is told what the desk wrote in it, and otherwise as it stands', async () => {
    const desk = await peopledDesk();
    const unknown = {
      text: 'Ask the community.',
      url: 'https://example.com/',
      translations: { fr: 'Demandez.' },
    };
    const document = { ...defaultPolicy, otherCallers: { ...defaultPolicy.otherCallers, unknown } };
    const published = await desk.people.lead.post('/policy', { commandId: 'publish-1', document });
    expect(published.statusCode).toBe(201);
    expect((await toldIn(desk, 'fr'))[0]).toBe('Demandez.');
    expect((await toldIn(desk, 'ja'))[0]).toBe('Ask the community.');
  });

  it('is known by the language its customer is written to in', async () => {
    const desk = await peopledDesk();
    const language = async () =>
      (await desk.people.requester.get('/session')).json<SessionResponse>().language;
    expect(await language()).toBeNull();
    await desk.people.lead.post(`/customers/${customerId}/commands`, {
      commandId: 'locale-1',
      type: 'ChangeCustomerLocale',
      data: { language: 'pl', zone: 'Europe/Warsaw' },
    });
    expect(await language()).toBe('pl');
  });
});

describe('A draft of the policy', () => {
  const [target] = defaultPolicy.targets;

  it('is held against the one in force: what differs, what is promised, which tickets it would have met', async () => {
    const { desk, catchUp } = await deskWithReads();
    for (const step of [1, 2]) await open(desk, `open-${step}`);
    await open(desk, 'open-3', {
      impact: { access: 'not-as-wished', who: 'one-user', workaround: 'not-needed' },
    });
    await catchUp();
    const sooner = { ...target, within: { businessHours: 2 }, priorities: ['P1'] };
    const document = { ...defaultPolicy, targets: [sooner, target] };
    const response = await desk.people.lead.post('/policy/preview', { document });
    const preview = response.json<PolicyPreview>();
    expect(preview).toMatchObject({
      valid: true,
      faults: [],
      differences: [{ kind: 'added', pointer: '/targets/0', after: sooner }],
      openTickets: { total: 3, otherTargets: 2 },
    });
    const changed = preview.promises.filter(({ isChanged }) => isChanged);
    expect(changed.map(({ impact }) => impact)).toEqual([question.impact]);
    expect(changed[0]).toMatchObject({
      now: { priority: 'P1', targets: [{ within: { businessDays: 1 } }] },
      draft: { priority: 'P1', targets: [{ within: { businessHours: 2 } }] },
    });
  });

  it('has its faults named at their place, and changes nothing', async () => {
    const { desk } = await deskWithReads();
    const document = { ...defaultPolicy, hours: [{ calendar: 'nowhere' }] };
    const head = await desk.store.head();
    const preview = (await desk.people.lead.post('/policy/preview', { document })).json<PolicyPreview>();
    expect(preview).toMatchObject({
      valid: false,
      faults: [{ pointer: '/hours/0/calendar', message: 'there is no calendar nowhere' }],
      promises: [],
      openTickets: null,
    });
    expect(await desk.store.head()).toBe(head);
    expect((await desk.people.agent.post('/policy/preview', { document })).statusCode).toBe(403);
  });

  it('becomes a version whose differences from others can be read', async () => {
    const { desk } = await deskWithReads();
    const document = { ...defaultPolicy, reopenWindow: { wallDays: 30 } };
    const published = await desk.people.lead.post('/policy', { commandId: 'p-1', document });
    const { version } = published.json<{ version: string }>();
    const read = await desk.people.analyst.get(`/policy/differences?from=reference-1&to=${version}`);
    expect(read.json()).toMatchObject({
      from: 'reference-1',
      to: version,
      differences: [
        {
          kind: 'changed',
          pointer: '/reopenWindow/wallDays',
          path: ['reopenWindow', 'wallDays'],
          before: 14,
          after: 30,
        },
      ],
    });
    const { schema } = (await desk.people.lead.get('/policy/schema')).json<PolicySchemaResponse>();
    expect(schema).toMatchObject({ type: 'object', required: expect.arrayContaining(['hours']) as string[] });
    const missing = await desk.people.lead.get('/policy/differences?from=reference-1&to=reference-9');
    expect(problemOf(missing)).toMatchObject({ type: 'urn:caselog:problem:no-such-entry' });
  });
});

describe('The status of a desk', () => {
  it('says how far every reader and relay lies behind, also when a broker does not answer', async () => {
    const broadcasts = [
      { name: 'in this process', tail: () => Promise.resolve({ position: 3 }) },
      { name: 'NATS', tail: () => Promise.reject(new Error('no answer')) },
    ];
    const desk = await peopledDesk({}, systemEnv, () => ({ broadcasts }));
    const head = await desk.store.head();
    expect((await desk.people.lead.get('/operations/status')).json()).toMatchObject({
      head,
      readModels: [{ name: 'queue', version: '1', position: 0, lag: head }],
      broadcasts: [
        { name: 'in this process', position: 3, lag: head - 3, lagMs: expect.any(Number) as number },
        { name: 'NATS', position: null, lag: null, lagMs: null },
      ],
      policyVersion: 'reference-1',
    });
    expect((await desk.people.agent.get('/operations/status')).statusCode).toBe(403);
  });

  it('says how long the oldest event has been waiting for a relay', async () => {
    let aheadMs = 0;
    const env = { ...systemEnv, now: () => systemEnv.now() + aheadMs };
    let position = 0;
    const broadcasts = [{ name: 'NATS', tail: () => Promise.resolve({ position }) }];
    const desk = await peopledDesk({}, env, () => ({ broadcasts }));
    // An hour after everything was recorded.
    aheadMs = 3_600_000;
    const status = async () => (await desk.people.lead.get('/operations/status')).json<DeskStatus>();
    const { head, broadcasts: told, readModels } = await status();
    for (const { lag, lagMs } of [told[0]!, readModels[0]!]) {
      expect(lag).toBe(head);
      expect(lagMs).toBeGreaterThanOrEqual(3_600_000);
    }
    position = head;
    expect((await status()).broadcasts[0]).toMatchObject({ lag: 0, lagMs: 0 });
  });
});
