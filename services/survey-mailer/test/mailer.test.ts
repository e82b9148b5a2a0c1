import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv, toInstant, type Env } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { createHelpdesk, type Helpdesk } from '@caselog/helpdesk';
import { createLog } from '@caselog/process';
import type { CommandType, TicketCommand } from '@caselog/ticket';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBook } from '../src/book/book.ts';
import {
  folderTransport,
  MailDeferredError,
  MailerBookError,
  MailRefusedError,
  MailServerDownError,
  startMailer,
  type Mail,
  type MailTransport,
  type SurveyMailer,
  type SurveyMailerOptions,
} from '../src/index.ts';

let folder: string;
let store: EventStore;
let helpdesk: Helpdesk;
let clockMs: number;
const running: SurveyMailer[] = [];
/** The clock stands still unless a test moves it; waits are real and short. */
const env: Env = { ...systemEnv, now: () => clockMs, random: () => 1 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caselog-mailer-'));
  clockMs = Date.parse('2026-03-02T10:00:00.000Z');
  store = createMemoryStore({ env });
  helpdesk = createHelpdesk({ store, env });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((mailer) => mailer.close()));
  await rm(folder, { recursive: true });
});

/** A mail server of the test's own: `answer` may throw what a real one would. */
const post = (answer: (mail: Mail, count: number) => void | Promise<void> = () => undefined) => {
  const mails: Mail[] = [];
  const transport: MailTransport = {
    async deliver(mail) {
      mails.push(mail);
      await answer(mail, mails.length);
      return 'taken';
    },
    close: () => undefined,
  };
  return { transport, mails };
};

const start = (transport: MailTransport, options: Partial<SurveyMailerOptions> = {}): SurveyMailer => {
  const mailer = startMailer({
    helpdesk,
    follow: (wanted) => store.subscribe(wanted),
    env,
    log: createLog({ write: () => undefined }),
    transport,
    bookPath: join(folder, 'mailer.sqlite'),
    key: 'k'.repeat(43),
    publicUrl: 'https://desk.example',
    from: 'Support <survey@desk.example>',
    backoff: { firstMs: 2, mostMs: 4 },
    ...options,
  });
  running.push(mailer);
  return mailer;
};

let commands = 0;
const give = async (ticketId: string, type: CommandType, data: object = {}): Promise<void> => {
  commands += 1;
  const command = { type, data } as unknown as TicketCommand;
  const answer = await helpdesk.execute({ commandId: `c-${commands}`, actor: 'agent-1', ticketId, command });
  if (answer.outcome !== 'accepted') throw new Error(`${type} was not taken: ${answer.outcome}`);
};
const solved = { outcome: { kind: 'solved', whatWasDone: 'restarted it' } };

const resolved = async (requesterEmail: string | undefined = 'anna@example.com'): Promise<string> => {
  commands += 1;
  const answer = await helpdesk.execute({
    commandId: `c-${commands}`,
    actor: 'agent-1',
    command: {
      type: 'OpenTicket',
      data: {
        requesterId: 'requester-1',
        requesterEmail,
        language: 'en',
        subject: 'Sign-in <fails>',
        channel: 'email',
        impact: { access: 'critical', who: 'one-user', workaround: 'none' },
      },
    },
  });
  await give(answer.ticketId, 'ResolveTicket', solved);
  return answer.ticketId;
};
const stateOf = async (ticketId: string) => (await helpdesk.load(ticketId))!.state.configuration;
const recordsOf = async (ticketId: string) =>
  (await helpdesk.load(ticketId))!.history.filter(({ type }) => type === 'SurveySent');
const expectStatus = (mailer: SurveyMailer, ticketId: string, episode = 1) =>
  expect.poll(() => mailer.find({ ticketId, episode })?.status);

it('mails each resolved episode once and records it', async () => {
  const { transport, mails } = post();
  const mailer = start(transport);
  const ticketId = await resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    messageId: `<survey.${ticketId}.1@desk.example>`,
    to: 'anna@example.com',
    from: 'Support <survey@desk.example>',
  });
  expect(mails[0]!.text).toContain('“Sign-in <fails>”');
  expect(mails[0]!.html).toContain('Sign-in &lt;fails&gt;');
  expect(mails[0]!.html).toContain('https://desk.example/survey/');
  expect((await recordsOf(ticketId)).map(({ data }) => data)).toEqual([{ messageId: mails[0]!.messageId }]);

  await give(ticketId, 'ReopenTicket', { to: 'triaged' });
  await give(ticketId, 'ResolveTicket', solved);
  await expectStatus(mailer, ticketId, 2).toBe('recorded');
  expect(mails.map(({ messageId }) => messageId)).toEqual([
    `<survey.${ticketId}.1@desk.example>`,
    `<survey.${ticketId}.2@desk.example>`,
  ]);
});

it('begins with the past of its ledger, and sends nothing again after a restart', async () => {
  const tickets = [await resolved(), await resolved(), await resolved()];
  const first = post();
  const mailer = start(first.transport);
  for (const ticketId of tickets) await expectStatus(mailer, ticketId).toBe('recorded');
  await mailer.close();

  const second = post();
  const later = start(second.transport);
  const ticketId = await resolved();
  await expectStatus(later, ticketId).toBe('recorded');
  expect(first.mails).toHaveLength(3);
  expect(second.mails).toHaveLength(1);
});

it('does not mail what was resolved in another system', async () => {
  const source = { log: 'a log', caseId: '1' };
  const row = {
    requesterId: 'r',
    language: 'en',
    subject: 's',
    priority: 'P3',
    source,
    inferred: false,
  } as const;
  const { ticketId } = await helpdesk.execute({
    commandId: 'import-1',
    actor: 'import',
    command: { type: 'OpenFromLog', data: row },
  });
  await give(ticketId, 'FollowLog', { state: 'resolved', surveyEnd: 'lapsed', attributes: {}, row: {} });
  const { transport, mails } = post();
  const mailer = start(transport);
  const fresh = await resolved();
  await expectStatus(mailer, fresh).toBe('recorded');
  expect(mails).toHaveLength(1);
});

it('writes to nobody when the ticket was reopened meanwhile or has no address', async () => {
  const reopened = await resolved();
  await give(reopened, 'ReopenTicket', { to: 'triaged' });
  const nowhere = await resolved(undefined);
  commands += 1;
  const silent = await helpdesk.execute({
    commandId: `c-${commands}`,
    actor: 'agent-1',
    command: {
      type: 'OpenTicket',
      data: {
        requesterId: 'requester-2',
        language: 'en',
        subject: 'x',
        channel: 'phone',
        impact: { access: 'critical', who: 'one-user', workaround: 'none' },
      },
    },
  });
  await give(silent.ticketId, 'ResolveTicket', solved);
  const { transport, mails } = post();
  const mailer = start(transport);
  await expectStatus(mailer, reopened).toBe('skipped');
  await expectStatus(mailer, silent.ticketId).toBe('skipped');
  await expectStatus(mailer, nowhere).toBe('recorded');
  expect(mailer.find({ ticketId: reopened, episode: 1 })?.reason).toBe('the ticket was reopened');
  expect(mailer.find({ ticketId: silent.ticketId, episode: 1 })?.reason).toBe('there is no e-mail address');
  expect(mails).toHaveLength(1);
});

it('tries again after the server was down, in order, and blocks nobody for long', async () => {
  const tickets = [await resolved(), await resolved(), await resolved()];
  let down = true;
  const { transport, mails } = post(() => {
    if (down) throw new MailServerDownError('ECONNREFUSED');
  });
  const mailer = start(transport, { concurrency: 1 });
  await expect.poll(() => mails.length).toBeGreaterThan(0);
  expect((await stateOf(tickets[0]!)).survey).toBe('scheduled');
  down = false;
  clockMs += 1_000;
  await resolved();
  for (const ticketId of tickets) await expectStatus(mailer, ticketId).toBe('recorded');
  const delivered = mails.slice(-4).map(({ messageId }) => messageId);
  expect(delivered.slice(0, 3)).toEqual(tickets.map((ticketId) => `<survey.${ticketId}.1@desk.example>`));
});

it('does not hammer a server that is down', async () => {
  await Promise.all([resolved(), resolved(), resolved(), resolved(), resolved()]);
  const { transport, mails } = post(() => {
    throw new MailServerDownError('ECONNREFUSED');
  });
  const mailer = start(transport);
  await expect.poll(() => mails.length).toBe(4);
  // The clock stands, so the wait is never over; a sixth survey rings the bell and changes nothing.
  await resolved();
  await expect.poll(() => mailer.count().due).toBe(6);
  expect(mails).toHaveLength(4);
});

it('keeps one mail that is put off from holding up the others', async () => {
  const slow = await resolved('later@example.com');
  const others = [await resolved(), await resolved()];
  const { transport } = post(({ to }) => {
    if (to === 'later@example.com') throw new MailDeferredError(451);
  });
  const mailer = start(transport, { concurrency: 1 });
  for (const ticketId of others) await expectStatus(mailer, ticketId).toBe('recorded');
  expect(mailer.find({ ticketId: slow, episode: 1 })).toMatchObject({ status: 'due', attempts: 1 });
});

it('ends the survey of an address the server refuses', async () => {
  const { transport } = post(() => {
    throw new MailRefusedError(550);
  });
  const mailer = start(transport);
  const ticketId = await resolved('nobody@example.com');
  await expectStatus(mailer, ticketId).toBe('skipped');
  expect(await stateOf(ticketId)).toMatchObject({ lifecycle: 'surveyed', survey: 'suppressed' });
});

it('waits until the survey may be sent', async () => {
  const { transport, mails } = post();
  const ticketId = await resolved();
  clockMs -= 60_000;
  const mailer = start(transport);
  await expect.poll(() => mailer.count().due).toBe(1);
  expect(mails).toHaveLength(0);
  clockMs += 60_000;
  await resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
});

it('records one sending when it dies between the mail and the record', async () => {
  const ticketId = await resolved();
  const dying = post();
  const unable: Helpdesk = {
    ...helpdesk,
    execute: async (envelope) => {
      await helpdesk.execute(envelope);
      throw new Error('the answer was lost');
    },
  };
  const first = start(dying.transport, { helpdesk: unable });
  await expectStatus(first, ticketId).toBe('sent');
  await expect.poll(async () => (await recordsOf(ticketId)).length).toBe(1);
  await first.close();

  clockMs += 10_000;
  const second = post();
  const mailer = start(second.transport);
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(await recordsOf(ticketId)).toHaveLength(1);
  expect(dying.mails).toHaveLength(1);
  expect(second.mails).toHaveLength(0);
});

it('sends again under the same id, with the reason, when it died in the middle of sending', async () => {
  const ticketId = await resolved();
  const path = join(folder, 'mailer.sqlite');
  const book = openBook(path);
  const key = { ticketId, episode: 1 };
  const at = toInstant(clockMs);
  const messageId = `<survey.${ticketId}.1@desk.example>`;
  book.take([{ ...key, position: 3, sendAfter: at, closesAt: '2026-04-01T00:00:00.000Z', messageId }], [], 3);
  book.begin(key, at);
  book.close();

  const { transport, mails } = post();
  const mailer = start(transport);
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(mails.map((mail) => mail.messageId)).toEqual([messageId]);
  expect(mailer.find(key)?.attempts).toBe(2);
  await mailer.close();
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path, { readOnly: true });
  expect(db.prepare('select number, outcome, detail from attempt order by number').all()).toMatchObject([
    { number: 1, outcome: 'unknown', detail: 'the mailer ended while it was being sent' },
    { number: 2, outcome: 'sent', detail: 'taken' },
  ]);
  db.close();
});

it('lets no second mailer work on its book', () => {
  start(post().transport);
  expect(() => start(post().transport)).toThrow(MailerBookError);
});

it('goes on after an event that makes no sense, and after the ledger was away', async () => {
  const metadata = {
    commandId: 'c',
    actor: 'x',
    occurredAt: toInstant(clockMs),
    recordedAt: toInstant(clockMs),
    schemaVersion: 1,
  };
  const id = '00000000-0000-4000-8000-000000000000';
  await store.append('ticket-odd', [{ id, type: 'SurveyScheduled', data: { no: 'sense' }, metadata }], 'any');
  let away = 2;
  const { transport } = post();
  const mailer = start(transport, {
    follow: (wanted) => {
      away -= 1;
      if (away >= 0) throw new Error('the ledger is away');
      return store.subscribe(wanted);
    },
  });
  const ticketId = await resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
});

it('writes mails as files where there is no server', async () => {
  const mails = join(folder, 'mail');
  const mailer = start(folderTransport(mails));
  const ticketId = await resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(await readdir(mails)).toEqual([`survey.${ticketId}.1@desk.example.eml`]);
  const text = await readFile(join(mails, `survey.${ticketId}.1@desk.example.eml`), 'utf8');
  expect(text).toContain(`Message-ID: <survey.${ticketId}.1@desk.example>`);
  expect(text).toContain('Auto-Submitted: auto-generated');
});
