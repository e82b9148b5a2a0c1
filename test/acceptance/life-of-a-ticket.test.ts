import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiProblemError,
  createClient,
  roles,
  type CaselogClient,
  type CommandAnswer,
  type EventView,
  type Problem,
  type SendCommandRequest,
} from '@caselog/api-contract';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv } from '@caselog/env';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { spawnDesk, startDesk, type RunningDesk } from '../support/desk.ts';
import { startNatsServer } from '../support/nats-server.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';

let folder: string;
let mail: MailServer;
const desks: RunningDesk[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caselog-life-'));
  mail = await startMailServer();
});
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.stop('SIGKILL')));
  await mail.close();
  await rm(folder, { recursive: true });
});

const start = async (name: string, flags: readonly string[] = []): Promise<RunningDesk> => {
  const desk = await startDesk(join(folder, name), ['--empty', '--smtp', mail.url, ...flags]);
  desks.push(desk);
  return desk;
};
const clientOf = ({ url, token }: RunningDesk): CaselogClient => createClient({ baseUrl: url, token });

const opening = {
  requesterId: 'requester-1',
  requesterEmail: 'anna@example.com',
  subject: 'Nobody can sign in',
  channel: 'email',
  impact: { access: 'critical', who: 'many-users', workaround: 'none' },
} as const;

/** A ticket's whole way to its resolution, as a front office would walk it. */
const steps = [
  [{ type: 'TriageTicket', data: {} }, 'triaged'],
  [
    {
      type: 'RequestData',
      data: {
        items: [{ itemId: 'steps', kind: 'reproduction-steps', text: 'Which steps lead there?' }],
        reply: { channel: 'email', body: 'We need to know more.' },
      },
    },
    'awaiting-data',
  ],
  [{ type: 'SupplyDataItem', data: { itemId: 'steps', text: 'Open the page and sign in.' } }, 'triaged'],
  [{ type: 'EscalateTicket', data: { team: 'identity', reason: 'Needs a specialist' } }, 'escalated'],
  [
    { type: 'ReferTicket', data: { partnerId: 'partner-1', brief: 'Please look at the gateway.' } },
    'third-party',
  ],
  [{ type: 'ResolveTicket', data: { outcome: { kind: 'solved', whatWasDone: 'Restarted it' } } }, 'resolved'],
] as const;

/** A ticket is referred to a partner alone that has signed how it keeps data. */
const registerPartner = async (client: CaselogClient): Promise<void> => {
  const data = { name: 'A carrier', languages: ['en'] as [string] };
  await client.commandPartner('partner-1', { commandId: 'partner-1', type: 'RegisterPartner', data });
  const agreement = {
    reference: 'dpa-1',
    validFrom: '2000-01-01T00:00:00.000Z',
    validUntil: '2999-01-01T00:00:00.000Z',
  };
  await client.commandPartner('partner-1', {
    commandId: 'agreement-1',
    type: 'SignDataAgreement',
    data: agreement,
  });
};

const commandOf = (index: number): SendCommandRequest =>
  ({ commandId: `step-${index}`, ...steps[index]![0] }) as unknown as SendCommandRequest;

const take = async (events: AsyncIterable<EventView>, count: number): Promise<EventView[]> => {
  const taken: EventView[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
};

const problemOf = async (work: Promise<unknown>): Promise<Problem> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiProblemError) return error.problem;
  throw new Error('the API said yes', { cause: error });
};

describe('a ticket, from its opening to its survey', () => {
  let desk: RunningDesk;
  let client: CaselogClient;
  let ticketId: string;
  const answers: CommandAnswer[] = [];
  const surveyMail = () => mail.mails.find(({ messageId }) => messageId?.startsWith('<survey.'));
  const head = async () => ((await (await fetch(`${desk.url}/ready`)).json()) as { head: number }).head;

  beforeAll(async () => {
    desk = await start('life');
    client = clientOf(desk);
    await registerPartner(client);
  });

  it('is opened, worked on and resolved over HTTP', async () => {
    const opened = await client.openTicket({ commandId: 'open-1', data: opening });
    ({ ticketId } = opened);
    expect(opened).toMatchObject({ lifecycle: 'opened', revision: 0, repeated: false });
    for (const [index, [, lifecycle]] of steps.entries()) {
      const answer = await client.sendCommand(ticketId, commandOf(index));
      expect(answer.lifecycle).toBe(lifecycle);
      answers.push(answer);
    }
  });

  it('tells its requester by e-mail what became of it, in one thread', async () => {
    await expect
      .poll(
        () =>
          mail.mails.map(({ subject = '' }) => subject.split(':')[0]!).toSorted((a, b) => (a < b ? -1 : 1)),
        {
          timeout: 30_000,
        },
      )
      .toEqual([
        'How did we handle your request?',
        'We have received your request',
        'We need something from you',
        'Your request has been resolved',
      ]);
    const thread = `<ticket.${ticketId}@localhost>`;
    expect(mail.mails.map(({ messageId, inReplyTo }) => inReplyTo ?? messageId)).toEqual(
      mail.mails.map(() => thread),
    );
    const asked = mail.mails.find(({ subject }) => subject?.startsWith('We need'));
    expect(asked?.text).toContain('> We need to know more.');
    expect(asked?.text).toContain('Which steps lead there?');
  });

  it('shows a lead what became of its mails, and takes no report of a returned one from just anybody', async () => {
    await expect.poll(async () => (await client.deliveries()).counts.recorded, { timeout: 30_000 }).toBe(4);
    const { deliveries, server } = await client.deliveries({ ticketId, kind: 'survey' });
    expect(deliveries).toMatchObject([{ status: 'recorded', attempts: 1, episode: 1 }]);
    expect(server.isUp).toBe(true);
    const forged = await fetch(`${desk.url}/mail/bounces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messageId: deliveries[0]?.messageId, status: '5.1.1' }),
    });
    expect(forged.status).toBe(401);
    expect((await client.ticket(ticketId)).state.survey).toBe('sent');
  });

  it('gets its survey by e-mail', async () => {
    await expect.poll(() => surveyMail(), { timeout: 30_000 }).toBeDefined();
    const survey = surveyMail();
    expect(survey!.to).toMatchObject({ text: 'anna@example.com' });
    expect(survey!.messageId).toContain(`survey.${ticketId}.1@`);
    expect(survey!.text).toContain('Nobody can sign in');
  });

  it('answers a repeat as it did first, and adds nothing', async () => {
    await expect.poll(async () => (await client.ticket(ticketId)).state.survey).toBe('sent');
    const before = await head();
    const again = await client.openTicket({ commandId: 'open-1', data: opening });
    expect(again).toMatchObject({ ticketId, revision: 0, events: ['TicketOpened'], repeated: true });
    for (const [index, answer] of answers.entries())
      // What is allowed is said as of now.
      expect(await client.sendCommand(ticketId, commandOf(index))).toEqual({
        ...answer,
        repeated: true,
        allowed: expect.any(Array) as unknown,
      });
    expect(await head()).toBe(before);
    expect(mail.mails).toHaveLength(4);
  });

  it('refuses what its state forbids, naming the state and what is allowed, and stores nothing', async () => {
    const before = await head();
    const problem = await problemOf(
      client.sendCommand(ticketId, { commandId: 'late', type: 'TriageTicket', data: {} }),
    );
    expect(problem).toMatchObject({ status: 409, lifecycle: 'resolved' });
    expect(problem.detail).toContain('resolved');
    expect(problem.allowed).toContain('ReopenTicket');
    expect(problem.allowed).not.toContain('TriageTicket');
    expect(await head()).toBe(before);
  });

  it('refuses malformed input, naming the field, and stores nothing', async () => {
    const before = await head();
    const faulty = { ...opening, impact: { ...opening.impact, who: 'everybody' } };
    const problem = await problemOf(
      client.openTicket({ commandId: 'open-2', data: faulty as unknown as typeof opening }),
    );
    expect(problem.status).toBe(400);
    expect(problem.errors).toMatchObject([{ in: 'body', pointer: '/data/impact/who' }]);
    expect(await head()).toBe(before);
  });

  it('turns away who has no token', async () => {
    const stranger = createClient({ baseUrl: desk.url, token: 'guess' });
    expect((await problemOf(stranger.ticket(ticketId))).status).toBe(401);
  });

  it('tells its whole history, in order, and where it stands in queue and flow', async () => {
    const { history, state, position } = await client.ticket(ticketId);
    expect(history.map(({ type }) => type)).toEqual([
      'TicketOpened',
      'TicketTriaged',
      'ReplySent',
      'DataRequested',
      'DataItemSupplied',
      'WaitEnded',
      'TicketEscalated',
      'TicketReferred',
      'TicketResolved',
      'SurveyScheduled',
      'SurveySent',
    ]);
    expect(history.map(({ revision }) => revision)).toEqual(history.map((_, index) => index));
    expect(state).toMatchObject({ priority: 'P1', firstResponse: 'met', outcome: 'solved' });
    const other = await client.openTicket({ commandId: 'open-3', data: opening });
    const queue = await client.queue({}, { waitFor: other.position });
    expect(queue.rows.map((row) => row.ticketId)).toEqual([other.ticketId]);
    const flow = await client.flow({ waitFor: position });
    expect(flow.edges).toContainEqual(
      expect.objectContaining({ from: 'triaged', to: 'escalated', count: 1 }),
    );
  });

  it('is followed as it happens, and from where a listener left off', async () => {
    const all = await take(client.events({ after: 0 }), 12);
    // The first positions are the policy's and the partner's: listeners hear of tickets.
    expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index + 4));
    const resumed = await take(client.events({ after: all[4]!.position }), 7);
    expect(resumed).toEqual(all.slice(5));
    const live = take(client.events({ after: all.at(-1)!.position, types: ['NoteAdded'] }), 1);
    await client.sendCommand(ticketId, { commandId: 'note', type: 'AddNote', data: { body: 'x' } });
    expect(await live).toMatchObject([{ type: 'NoteAdded', stream: `ticket-${ticketId}` }]);
  });

  it('is surveyed once its requester has answered, and not by opening the link', async () => {
    const link = /http:\S+\/survey\/\S+/.exec(surveyMail()!.text!)![0];
    const before = await head();
    for (const address of [link, `${link}?score=5`]) {
      const form = await fetch(address);
      expect(form.status).toBe(200);
      expect(await form.text()).toContain('<form method="post"');
    }
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    expect(await head()).toBe(before);
    const body = new URLSearchParams({ score: '4', comment: 'Quick and kind' });
    const answered = await fetch(link, { method: 'POST', body });
    expect(await answered.text()).toContain('Thank you');
    const { state, history } = await client.ticket(ticketId);
    expect(state).toMatchObject({ lifecycle: 'surveyed', survey: 'answered' });
    expect(history.at(-1)).toMatchObject({
      type: 'SurveyAnswered',
      data: { score: 4, comment: 'Quick and kind' },
    });
  });

  it('is all there after the desk was stopped and started again', async () => {
    const before = await client.ticket(ticketId);
    const listener = await fetch(`${desk.url}/events`, {
      headers: { authorization: `Bearer ${desk.token}` },
    });
    const heard = listener.text();
    expect(await desk.stop()).toBe(0);
    expect(desk.output()).toMatch(/Stopped\.\n$/);
    // An open stream is ended, not cut.
    expect(await heard).toContain('event: heartbeat');
    desk = await start('life');
    client = clientOf(desk);
    expect(await client.ticket(ticketId)).toEqual(before);
    const mailed = mail.mails.map(({ messageId }) => messageId);
    expect(mailed).toEqual([...new Set(mailed)]);
  });
});

describe('a desk', () => {
  const ended = async (flags: readonly string[]) => {
    const { process, output } = spawnDesk(flags);
    await once(process, 'close');
    return { code: process.exitCode, output: output() };
  };
  const taken = createServer();
  afterEach(() => void taken.close());

  it('says in one line that its port is taken', async () => {
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await ended([
      '--empty',
      '--home',
      join(folder, 'taken'),
      '--port',
      String(port),
    ]);
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^desk: port ${port} [^\\n]+\\n$`));
  });

  it('says in one line that its home cannot be used', async () => {
    const { code, output } = await ended(['--empty', '--home', '/dev/null/home', '--port', '0']);
    expect(code).toBe(1);
    expect(output).toMatch(/^desk: the home \/dev\/null\/home [^\n]+\n$/);
  });

  it('says in one line which flag it does not know', async () => {
    expect(await ended(['--emtpy'])).toEqual({
      code: 1,
      output: expect.stringMatching(/^desk: [^\n]*--emtpy[^\n]*\n$/) as string,
    });
  });

  it('lets no second desk into its home', async () => {
    const desk = await start('shared');
    const { code, output } = await ended(['--empty', '--home', join(folder, 'shared'), '--port', '0']);
    expect(code).toBe(1);
    expect(output).toMatch(/^desk: a desk is at work in [^\n]+\n$/);
    expect(await desk.stop('SIGINT')).toBe(0);
  });

  it('prints a token for each role, by which it can be seen with everybody’s eyes', async () => {
    const desk = await start('roles');
    for (const role of roles) {
      const [, token] = new RegExp(`^ +${role} +(\\S+)$`, 'm').exec(desk.output())!;
      const client = createClient({ baseUrl: desk.url, token: token! });
      const me = await client.me();
      expect(me.roles).toEqual([role]);
      const queue = client.queue();
      if (me.routes.includes('queue')) expect((await queue).total).toBe(0);
      else await expect(queue).rejects.toMatchObject({ kind: 'not-permitted' });
    }
    const anybody = createClient({ baseUrl: desk.url });
    await expect(anybody.me()).rejects.toMatchObject({ kind: 'unauthenticated' });
    expect((await anybody.channels({ language: 'ja' })).channels).toHaveLength(3);
    const { mode } = await stat(join(folder, 'roles', 'keys', 'tokens.pem'));
    expect(mode & 0o777).toBe(0o600);
    expect(await desk.stop()).toBe(0);
  });

  it('publishes to NATS as well, and works while NATS is down', async () => {
    const nats = await startNatsServer();
    const desk = await start('published', ['--nats', nats.url]);
    const client = clientOf(desk);
    const broadcast = await connectNatsBroadcast({ env: systemEnv, servers: nats.url });
    try {
      const opened = await client.openTicket({ commandId: 'open-1', data: opening });
      await expect
        .poll(async () => (await broadcast.tail()).position, { timeout: 20_000 })
        .toBe(opened.position);
      await nats.kill('SIGKILL');
      const { position } = await client.openTicket({ commandId: 'open-2', data: opening });
      expect((await client.queue({}, { waitFor: position })).total).toBe(2);
      expect(await desk.stop()).toBe(0);
    } finally {
      await broadcast.close();
      await nats.stop();
    }
  });

  it('keeps its secrets to its owner, and writes mails to its home where there is no mail server', async () => {
    const home = join(folder, 'alone');
    const desk = await startDesk(home, ['--empty']);
    desks.push(desk);
    const client = clientOf(desk);
    const { ticketId } = await client.openTicket({ commandId: 'open', data: opening });
    await client.sendCommand(ticketId, { ...commandOf(5), commandId: 'resolve' });
    // Received, resolved, and the survey.
    await expect.poll(() => readdir(join(home, 'mail')).catch(() => []), { timeout: 30_000 }).toHaveLength(3);
    for (const file of ['token', 'keys/survey'])
      expect((await stat(join(home, file))).mode & 0o777).toBe(0o600);
    expect(await desk.stop()).toBe(0);
  });
});
