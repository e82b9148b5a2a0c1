import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toInstant } from '@caselog/env';
import type { Helpdesk } from '@caselog/helpdesk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MailerBookError } from '../src/book/schema.ts';
import { folderTransport } from '../src/mail/folder.ts';
import { MailDeferredError, MailRefusedError, MailServerDownError } from '../src/mail/message.ts';
import type { SurveyMailer } from '../src/mailer.ts';
import { createDesk, post, solved, type TestDesk } from './support/desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await createDesk();
});
afterEach(() => desk.close());

const generous = { timeout: 30_000 };
const expectStatus = (mailer: SurveyMailer, ticketId: string, episode = 1) =>
  expect.poll(() => mailer.find({ ticketId, episode })?.status, generous);
const recordsOf = (ticketId: string) => desk.events(ticketId, 'SurveySent');

it('mails each resolved episode once and records it', async () => {
  const { transport, mails } = post();
  const mailer = desk.start(transport);
  const ticketId = await desk.resolved();
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
  expect(await recordsOf(ticketId)).toEqual([{ messageId: mails[0]!.messageId }]);

  await desk.give(ticketId, 'ReopenTicket', { to: 'triaged' });
  await desk.give(ticketId, 'ResolveTicket', solved);
  await expectStatus(mailer, ticketId, 2).toBe('recorded');
  expect(mails.map(({ messageId }) => messageId)).toEqual([
    `<survey.${ticketId}.1@desk.example>`,
    `<survey.${ticketId}.2@desk.example>`,
  ]);
});

it('begins with the past of its ledger, and sends nothing again after a restart', async () => {
  const tickets = [await desk.resolved(), await desk.resolved(), await desk.resolved()];
  const first = post();
  const mailer = desk.start(first.transport);
  for (const ticketId of tickets) await expectStatus(mailer, ticketId).toBe('recorded');
  await mailer.close();

  const second = post();
  const later = desk.start(second.transport);
  const ticketId = await desk.resolved();
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
  const { ticketId } = await desk.helpdesk.execute({
    commandId: 'import-1',
    actor: 'import',
    command: { type: 'OpenFromLog', data: row },
  });
  await desk.give(ticketId, 'FollowLog', { state: 'resolved', surveyEnd: 'lapsed', attributes: {}, row: {} });
  const { transport, mails } = post();
  const mailer = desk.start(transport);
  const fresh = await desk.resolved();
  await expectStatus(mailer, fresh).toBe('recorded');
  expect(mails).toHaveLength(1);
});

it('writes to nobody when the ticket was reopened meanwhile', async () => {
  const reopened = await desk.resolved();
  await desk.give(reopened, 'ReopenTicket', { to: 'triaged' });
  const { transport, mails } = post();
  const mailer = desk.start(transport);
  await expectStatus(mailer, reopened).toBe('skipped');
  expect(mailer.find({ ticketId: reopened, episode: 1 })?.reason).toBe('the ticket was reopened');
  expect(mails).toHaveLength(0);
});

it('ends the survey of a ticket without an address as suppressed, with the reason', async () => {
  const nowhere = await desk.resolved({ requesterEmail: undefined });
  const itself = await desk.resolved({ requesterEmail: 'Survey@desk.example' });
  const { transport, mails } = post();
  const mailer = desk.start(transport);
  await expectStatus(mailer, nowhere).toBe('skipped');
  await expectStatus(mailer, itself).toBe('skipped');
  expect(await desk.events(nowhere, 'SurveySuppressed')).toEqual([{ reason: 'no address' }]);
  expect(await desk.survey(nowhere)).toBe('suppressed');
  // Mails to itself would be answered by itself (chatwoot PR 11637).
  expect(await desk.survey(itself)).toBe('suppressed');
  expect(mails).toHaveLength(0);
});

it('tries again after the server was down, in order, and blocks nobody for long', async () => {
  const tickets = [await desk.resolved(), await desk.resolved(), await desk.resolved()];
  let down = true;
  const { transport, mails } = post(() => {
    if (down) throw new MailServerDownError('ECONNREFUSED');
  });
  const mailer = desk.start(transport, { concurrency: 1 });
  await expect.poll(() => mails.length).toBeGreaterThan(0);
  expect(await desk.survey(tickets[0]!)).toBe('scheduled');
  down = false;
  desk.clockMs += 1_000;
  await desk.resolved();
  for (const ticketId of tickets) await expectStatus(mailer, ticketId).toBe('recorded');
  const delivered = mails.slice(-4).map(({ messageId }) => messageId);
  expect(delivered.slice(0, 3)).toEqual(tickets.map((ticketId) => `<survey.${ticketId}.1@desk.example>`));
});

it('does not hammer a server that is down', async () => {
  await Promise.all([desk.resolved(), desk.resolved(), desk.resolved(), desk.resolved(), desk.resolved()]);
  const { transport, mails } = post(() => {
    throw new MailServerDownError('ECONNREFUSED');
  });
  const mailer = desk.start(transport);
  await expect.poll(() => mails.length).toBe(4);
  // The clock stands, so the wait is never over; a sixth survey rings the bell and changes nothing.
  await desk.resolved();
  await expect.poll(() => mailer.count().due).toBe(6);
  expect(mails).toHaveLength(4);
});

it('keeps one mail that is put off from holding up the others', async () => {
  const slow = await desk.resolved({ requesterEmail: 'later@example.com' });
  const others = [await desk.resolved(), await desk.resolved()];
  const { transport } = post(({ to }) => {
    if (to === 'later@example.com') throw new MailDeferredError(451);
  });
  const mailer = desk.start(transport, { concurrency: 1 });
  for (const ticketId of others) await expectStatus(mailer, ticketId).toBe('recorded');
  expect(mailer.find({ ticketId: slow, episode: 1 })).toMatchObject({ status: 'due', attempts: 1 });
});

it('ends the survey of an address the server refuses', async () => {
  const { transport } = post(() => {
    throw new MailRefusedError('5.1.1');
  });
  const mailer = desk.start(transport);
  const ticketId = await desk.resolved({ requesterEmail: 'nobody@example.com' });
  await expectStatus(mailer, ticketId).toBe('bounced');
  expect(await desk.survey(ticketId)).toBe('bounced');
  expect(await desk.events(ticketId, 'SurveyBounced')).toEqual([{ status: '5.1.1' }]);
  expect(desk.log.join('')).not.toContain('nobody@example.com');
});

it('waits until the survey may be sent', async () => {
  const { transport, mails } = post();
  const ticketId = await desk.resolved();
  desk.clockMs -= 60_000;
  const mailer = desk.start(transport);
  await expect.poll(() => mailer.count().due).toBe(1);
  expect(mails).toHaveLength(0);
  desk.clockMs += 60_000;
  await desk.resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
});

it('records one sending when it dies between the mail and the record', async () => {
  const ticketId = await desk.resolved();
  const dying = post();
  const unable: Helpdesk = {
    ...desk.helpdesk,
    execute: async (envelope) => {
      await desk.helpdesk.execute(envelope);
      throw new Error('the answer was lost');
    },
  };
  const first = desk.start(dying.transport, { helpdesk: unable });
  await expectStatus(first, ticketId).toBe('sent');
  await expect.poll(async () => (await recordsOf(ticketId)).length).toBe(1);
  await first.close();

  desk.clockMs += 10_000;
  const second = post();
  const mailer = desk.start(second.transport);
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(await recordsOf(ticketId)).toHaveLength(1);
  expect(dying.mails).toHaveLength(1);
  expect(second.mails).toHaveLength(0);
});

it('sends again under the same id, with the reason, when it died in the middle of sending', async () => {
  const ticketId = await desk.resolved();
  const path = join(desk.folder, 'mailer.sqlite');
  let letGo = (): void => undefined;
  const hanging = post(() => new Promise<void>((resolve) => (letGo = resolve)));
  const dying = desk.start(hanging.transport);
  await expectStatus(dying, ticketId).toBe('sending');
  // Its file as a killed process leaves it, in the place of one that ended well.
  const left = join(desk.folder, 'left.sqlite');
  await copyFile(path, left);
  await copyFile(`${path}-wal`, `${left}-wal`);

  const { transport, mails } = post();
  const mailer = desk.start(transport, { bookPath: left });
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(mails.map((mail) => mail.messageId)).toEqual([`<survey.${ticketId}.1@desk.example>`]);
  expect(mailer.find({ ticketId, episode: 1 })?.attempts).toBe(2);
  await mailer.close();
  const db = new DatabaseSync(left, { readOnly: true });
  expect(db.prepare('select number, outcome, detail from attempt order by number').all()).toMatchObject([
    { number: 1, outcome: 'unknown', detail: 'the mailer ended while it was being sent' },
    { number: 2, outcome: 'sent', detail: 'taken' },
  ]);
  db.close();
  letGo();
});

it('lets no second mailer work on its book', () => {
  desk.start(post().transport);
  expect(() => desk.start(post().transport)).toThrow(MailerBookError);
});

it('goes on after an event that makes no sense, and after the ledger was away', async () => {
  const metadata = {
    commandId: 'c',
    actor: 'x',
    occurredAt: toInstant(desk.clockMs),
    recordedAt: toInstant(desk.clockMs),
    schemaVersion: 1,
  };
  const id = '00000000-0000-4000-8000-000000000000';
  await desk.store.append(
    'ticket-odd',
    [{ id, type: 'SurveyScheduled', data: { no: 'sense' }, metadata }],
    'any',
  );
  let away = 2;
  const { transport } = post();
  const mailer = desk.start(transport, {
    follow: (wanted) => {
      away -= 1;
      if (away >= 0) throw new Error('the ledger is away');
      return desk.store.subscribe(wanted);
    },
  });
  const ticketId = await desk.resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
});

it('writes mails as files where there is no server', async () => {
  const mails = join(desk.folder, 'mail');
  const mailer = desk.start(folderTransport(mails));
  const ticketId = await desk.resolved();
  await expectStatus(mailer, ticketId).toBe('recorded');
  expect(await readdir(mails)).toEqual([`survey.${ticketId}.1@desk.example.eml`]);
  const text = await readFile(join(mails, `survey.${ticketId}.1@desk.example.eml`), 'utf8');
  expect(text).toContain(`Message-ID: <survey.${ticketId}.1@desk.example>`);
  expect(text).toContain('Auto-Submitted: auto-generated');
});

it('notes how far it has come although nothing of it was for mailing', async () => {
  const mailer = desk.start(post().transport);
  const at = toInstant(desk.clockMs);
  const others = Array.from({ length: 1_500 }, (_, index) => ({
    id: desk.env.uuid(),
    type: 'Other',
    data: {},
    metadata: { commandId: `other-${index}`, actor: 'a', occurredAt: at, recordedAt: at, schemaVersion: 1 },
  }));
  await desk.store.append('other-1', others, 'any');
  await expect.poll(() => mailer.position(), generous).toBeGreaterThanOrEqual(1_000);
});
