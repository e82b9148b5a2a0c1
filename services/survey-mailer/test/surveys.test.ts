import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemEnv, type Env } from '@caselog/env';
import { defaultPolicy } from '@caselog/policy';
import type { CustomerCommand } from '@caselog/registers';
import { languages, wordsIn } from '@caselog/words';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/port.ts';
import { startMailServer, type MailServer } from '../../../test/support/mail-server.ts';
import { smtpTransport } from '../src/mail/smtp.ts';
import type { SurveyMailer } from '../src/mailer.ts';
import { signToken } from '../src/token.ts';
import { createDesk, key, solved, type TestDesk } from './support/desk.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const patient = { timeout: 30_000 };
type SurveyRules = NonNullable<(typeof defaultPolicy)['survey']>;

/** A desk with its mailer at work on a real mail server. */
let desk: TestDesk;
let server: MailServer;
let mailer: SurveyMailer;

const work = async (survey: Partial<SurveyRules> = {}, policy: object = {}): Promise<void> => {
  desk = await createDesk({ survey: { ...defaultPolicy.survey, ...survey }, ...policy });
  mailer = desk.start(smtpTransport(server.url));
};
beforeEach(async () => {
  server = await startMailServer({
    // Servers like to repeat the address.
    refuse: (address) => {
      if (address.startsWith('nobody@')) return `550 5.1.1 <${address}> no such user`;
      return address.startsWith('later@') ? `451 4.3.0 <${address}> try again later` : undefined;
    },
  });
});
afterEach(async () => {
  await desk.close();
  await server.close();
});

const statusOf = (ticketId: string, episode = 1) => mailer.find({ ticketId, episode })?.status;
const expectStatus = (ticketId: string, episode = 1) =>
  expect.poll(() => statusOf(ticketId, episode), patient);
const subjects = () => server.mails.map(({ subject }) => subject);
/** Everything that is due now has been dealt with. */
const quiet = () =>
  expect
    .poll(async () => {
      const { due, sending, sent } = mailer.count();
      const next = mailer
        .deliveries({ status: 'due' })
        .deliveries.map(({ nextAt }) => Date.parse(nextAt ?? ''));
      return sending + sent + next.filter((atMs) => atMs <= desk.clockMs).length + (due < 0 ? 1 : 0);
    }, patient)
    .toBe(0);

describe('A survey', () => {
  it('goes out after the quiet delay that the policy sets', async () => {
    await work({ quietFor: { wallHours: 2 } });
    const ticketId = await desk.resolved();
    await expectStatus(ticketId).toBe('due');
    desk.clockMs += 2 * hourMs - 1;
    await quiet();
    expect(server.mails).toHaveLength(0);
    desk.clockMs += 1;
    await expectStatus(ticketId).toBe('recorded');
    expect(server.mails).toHaveLength(1);
  });

  it('goes out in the hours of the requester’s own zone where that is known, else of the desk’s', async () => {
    await work({ sendHours: 'desk' });
    const { customers } = desk.registers;
    const by = { actor: 'lead-1', id: 'customer-1' };
    const register = {
      type: 'RegisterCustomer',
      data: { edition: 'premium', administrators: ['anna'] },
    } satisfies CustomerCommand;
    await customers.execute({ ...by, commandId: 'k-1', command: register });
    const locale = { language: null, zone: 'Europe/Warsaw' };
    await customers.execute({
      ...by,
      commandId: 'k-2',
      command: { type: 'ChangeCustomerLocale', data: locale },
    });
    // Monday, 11:00 in Warsaw and 02:00 at the desk.
    const here = await desk.resolved();
    const there = await desk.resolved({ customerId: 'customer-1' });
    await expectStatus(there).toBe('recorded');
    await expect.poll(() => mailer.find({ ticketId: here, episode: 1 })?.reason, patient).toContain('hours');
    desk.clockMs = Date.parse('2026-03-02T16:00:00.000Z');
    await expectStatus(here).toBe('recorded');
  });

  it.each(['duplicate', 'no-reply'])(
    'is not sent for a ticket that ended as %s (chatwoot 4003)',
    async (kind) => {
      await work();
      const ticketId = await desk.open();
      const outcome = kind === 'duplicate' ? { kind, of: ticketId } : { kind };
      await desk.give(ticketId, 'ResolveTicket', { outcome });
      await expectStatus(await desk.resolved()).toBe('recorded');
      expect(server.mails).toHaveLength(1);
      expect(await desk.survey(ticketId)).toBe('suppressed');
    },
  );

  it('is sent again for each resolved episode, and not once for ever (chatwoot 4526, 10628)', async () => {
    await work();
    const ticketId = await desk.resolved();
    await expectStatus(ticketId).toBe('recorded');
    await desk.give(ticketId, 'ReopenTicket', { to: 'triaged' });
    await desk.give(ticketId, 'ResolveTicket', solved);
    await expectStatus(ticketId, 2).toBe('recorded');
    expect(server.mails.map(({ messageId }) => messageId)).toEqual([
      `<survey.${ticketId}.1@desk.example>`,
      `<survey.${ticketId}.2@desk.example>`,
    ]);
  });

  it('is cancelled by a reopening before it went out', async () => {
    await work({ quietFor: { wallHours: 2 } });
    const ticketId = await desk.resolved();
    await desk.give(ticketId, 'ReopenTicket', { to: 'triaged' });
    desk.clockMs += 3 * hourMs;
    await expectStatus(ticketId).toBe('skipped');
    expect(server.mails).toHaveLength(0);
  });

  it('is not mailed again at every change of its ticket (Frappe)', async () => {
    await work();
    const ticketId = await desk.resolved();
    await expectStatus(ticketId).toBe('recorded');
    await desk.give(ticketId, 'AddNote', { body: 'x' });
    await desk.give(ticketId, 'AssignTicket', { assigneeId: 'agent-2', team: null });
    await desk.give(ticketId, 'ThankDesk');
    await desk.give(ticketId, 'RecordRequesterReply', { channel: 'email', body: 'x' });
    await expectStatus(await desk.resolved()).toBe('recorded');
    expect(server.mails).toHaveLength(2);
  });

  it('keeps to the cap for one person in one month, and says so in the ledger', async () => {
    await work({ capPerPersonAndMonth: 2 });
    const ask = () => desk.resolved({ requesterId: 'anna' });
    const tickets = [await ask(), await ask(), await ask()];
    const other = await desk.resolved({ requesterId: 'berta' });
    for (const ticketId of [tickets[0]!, tickets[1]!, other]) await expectStatus(ticketId).toBe('recorded');
    await expectStatus(tickets[2]!).toBe('skipped');
    expect(await desk.events(tickets[2]!, 'SurveySuppressed')).toEqual([{ reason: 'monthly cap' }]);
    // The month of the desk's own calendar: at midnight in Los Angeles, not in UTC.
    desk.clockMs = Date.parse('2026-04-01T06:59:00.000Z');
    await expectStatus(await ask()).toBe('skipped');
    desk.clockMs = Date.parse('2026-04-01T07:00:00.000Z');
    await expectStatus(await ask()).toBe('recorded');
    expect(server.mails).toHaveLength(4);
  });

  it('is not sent to somebody who wants none, by whatever address', async () => {
    await work();
    const command = { type: 'OptOut', data: { topic: 'surveys', how: 'one-click' } } as const;
    await desk.registers.people.execute({ commandId: 'o-1', actor: 'anna', id: 'anna', command });
    const ticketId = await desk.resolved({ requesterId: 'anna', requesterEmail: 'a.new@example.com' });
    await expectStatus(ticketId).toBe('skipped');
    expect(await desk.events(ticketId, 'SurveySuppressed')).toEqual([{ reason: 'opted out' }]);
    expect(server.mails).toHaveLength(0);
  });

  it('reminds once, in the same thread, of a question nobody answered', async () => {
    await work({ reminders: [{ wallDays: 5 }] });
    const [silent, answered, over] = [await desk.resolved(), await desk.resolved(), await desk.resolved()];
    for (const ticketId of [silent, answered, over]) await expectStatus(ticketId).toBe('recorded');
    await desk.give(answered, 'AnswerSurvey', { score: 5 });
    await desk.give(over, 'ReopenTicket', { to: 'triaged' });
    desk.clockMs += 5 * dayMs;
    await expect
      .poll(() => desk.events(silent, 'SurveyReminded'), patient)
      .toEqual([{ number: 1, messageId: `<survey-reminder.${silent}.1.1@desk.example>` }]);
    await quiet();
    desk.clockMs += 5 * dayMs;
    await quiet();
    expect(server.mails).toHaveLength(4);
    expect(server.mails.at(-1)).toMatchObject({
      subject: wordsIn('en').say('survey.reminder.subject'),
      inReplyTo: `<ticket.${silent}@desk.example>`,
    });
  });

  it('is over when its window closes, and reminds nobody after that (glpi 7028, 4192)', async () => {
    await work({ window: { wallDays: 6 }, reminders: [{ wallDays: 5 }] });
    const ticketId = await desk.resolved();
    await expectStatus(ticketId).toBe('recorded');
    await desk.give(ticketId, 'LapseSurvey');
    desk.clockMs += 7 * dayMs;
    await quiet();
    expect(server.mails).toHaveLength(1);
    expect(await desk.survey(ticketId)).toBe('lapsed');
  });

  it('refused for good by the server ends as bounced', async () => {
    await work();
    const ticketId = await desk.resolved({ requesterEmail: 'nobody@example.com' });
    await expectStatus(ticketId).toBe('bounced');
    expect(await desk.events(ticketId, 'SurveyBounced')).toEqual([{ status: '5.1.1' }]);
  });
});

describe('A survey’s mail', () => {
  it('is written in the ticket’s language, with the day as its reader writes it, in fourteen languages', async () => {
    await work({ window: { wallDays: 14 } });
    const closesAt = '2026-03-16T10:00:00.000Z';
    const subject = 'Überlauf & <b>';
    for (const language of languages) await desk.resolved({ language, subject });
    // The rate lets a burst through and then ten a second.
    await expect.poll(() => (desk.clockMs += 50) && mailer.count().recorded, patient).toBe(languages.length);
    for (const language of languages) {
      const words = wordsIn(language);
      const mail = server.mails.find((each) => each.subject === words.say('survey.title'));
      expect(mail?.text).toContain(words.say('survey.intro', { subject }));
      expect(mail?.text).toContain(words.day(closesAt, 'America/Los_Angeles'));
      expect(mail?.html).toContain('Überlauf &amp; &lt;b&gt;');
      expect(mail?.html).toContain(`<html lang="${language}" dir="ltr">`);
    }
  });

  it('leads to the page by a token for this survey alone', async () => {
    await work({ window: { wallDays: 14 } });
    const ticketId = await desk.resolved();
    const [mail] = await server.expectMails(1);
    const closesAt = '2026-03-16T10:00:00.000Z';
    const token = signToken(key, { ticketId, episode: 1 }, closesAt);
    const until = wordsIn('en').say('survey.until', { day: 'March 16, 2026', days: 14 });
    for (const text of [mail?.text, mail?.html]) {
      expect(text).toContain(`https://desk.example/survey/${token}`);
      expect(text).toContain(until);
    }
  });

  it('says that a machine wrote it, and how to stop it with one click (RFC 3834, 8058; chatwoot PR 11637)', async () => {
    await work();
    await desk.resolved();
    const [mail] = await server.expectMails(1);
    const header = (name: string) => mail!.headerLines.find((line) => line.key === name)?.line ?? '';
    expect(header('auto-submitted')).toBe('Auto-Submitted: auto-generated');
    expect(header('x-auto-response-suppress')).toContain('All');
    expect(header('list-unsubscribe')).toMatch(/<https:\/\/desk\.example\/survey\/unsubscribe\/[\w.-]+>/);
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });
});

describe('A mail server that is down', () => {
  it('for an hour delays mails and nothing else (Frappe: a mail fault blocks the status change)', async () => {
    const port = await freePort();
    await server.close();
    desk = await createDesk();
    mailer = desk.start(smtpTransport(`smtp://127.0.0.1:${port}`), {
      backoff: { firstMs: 1_000, mostMs: 300_000 },
    });
    const tickets = [await desk.resolved(), await desk.resolved(), await desk.resolved()];
    await expect.poll(() => mailer.deliveries().server.isUp, patient).toBe(false);
    for (let minute = 0; minute < 60; minute += 5) {
      desk.clockMs += hourMs / 12;
      await desk.give(tickets[0]!, 'AddNote', { body: `minute ${minute}` });
      await expect
        .poll(() => Date.parse(mailer.deliveries().server.retryAt ?? ''), patient)
        .toBeGreaterThan(desk.clockMs);
    }
    expect(mailer.deliveries().server).toMatchObject({
      lastError: expect.stringContaining('takes no mail') as string,
    });
    expect(mailer.count()).toMatchObject({ due: 3, recorded: 0 });
    server = await startMailServer({ port });
    desk.clockMs += hourMs / 12;
    for (const ticketId of tickets) await expectStatus(ticketId).toBe('recorded');
    expect(server.mails).toHaveLength(3);
    expect(mailer.deliveries().server).toEqual({ isUp: true, failures: 0, lastError: null, retryAt: null });
  });

  it('is not flooded: so many mails a minute and no more', async () => {
    desk = await createDesk();
    mailer = desk.start(smtpTransport(server.url), { mailsPerMinuteMax: 60 });
    for (let count = 0; count < 6; count += 1) await desk.resolved();
    // One at once, one ahead of the rate; then one a second.
    await expect.poll(() => mailer.count().recorded, patient).toBe(2);
    await expect.poll(() => mailer.count().due, patient).toBeGreaterThanOrEqual(4);
    expect(server.mails).toHaveLength(2);
    desk.clockMs += 1_000;
    await expect.poll(() => mailer.count().recorded, patient).toBe(3);
    desk.clockMs += 3_000;
    await expect.poll(() => mailer.count().recorded, patient).toBeGreaterThanOrEqual(5);
  });

  it('loses no time when the next turn comes between two looks at the clock', async () => {
    desk = await createDesk();
    // Each look is a moment later than the one before, and who sleeps long sleeps as long as was said.
    const env: Env = {
      ...desk.env,
      now: () => (desk.clockMs += 3),
      sleep: (ms, signal) => systemEnv.sleep(ms < 10_000 ? Math.min(ms, 2) : ms, signal),
    };
    for (let count = 0; count < 40; count += 1) await desk.resolved();
    mailer = desk.start(smtpTransport(server.url), { mailsPerMinuteMax: 600, env });
    await expect.poll(() => mailer.count().recorded, patient).toBe(40);
  });
});

describe('A book that is lost', () => {
  it('mails nobody twice: the ledger tells of surveys, a fence of the rest', async () => {
    await work({ reminders: [{ wallDays: 5 }] }, { mail: {} });
    const ticketId = await desk.resolved();
    await expectStatus(ticketId).toBe('recorded');
    await expect.poll(() => server.mails.length, patient).toBe(3);
    desk.clockMs += 5 * dayMs;
    await expect.poll(() => desk.events(ticketId, 'SurveyReminded'), patient).toHaveLength(1);
    await mailer.close();
    for (const end of ['', '-wal', '-shm'])
      await rm(join(desk.folder, `mailer.sqlite${end}`), { force: true });
    mailer = desk.start(smtpTransport(server.url));
    await expectStatus(ticketId).toBe('recorded');
    desk.clockMs += 5 * dayMs;
    const later = await desk.resolved();
    await expectStatus(later).toBe('recorded');
    await expect.poll(() => server.mails.length, patient).toBe(7);
    const ids = server.mails.map(({ messageId }) => messageId);
    expect(ids).toEqual([...new Set(ids)]);
    // What happens to old tickets from now on is told as before.
    await desk.give(ticketId, 'ReopenTicket', { to: 'triaged' });
    await desk.give(ticketId, 'SendReply', { channel: 'email', body: 'We look again.' });
    await expect.poll(() => subjects().at(-1), patient).toContain('An answer to your request');
  });

  it('still counts what it had sent to a person this month', async () => {
    await work({ capPerPersonAndMonth: 1 });
    const first = await desk.resolved({ requesterId: 'anna' });
    await expectStatus(first).toBe('recorded');
    await mailer.close();
    await rm(join(desk.folder, 'mailer.sqlite'));
    const second = await desk.resolved({ requesterId: 'anna' });
    mailer = desk.start(smtpTransport(server.url));
    await expectStatus(second).toBe('skipped');
    expect(await desk.events(second, 'SurveySuppressed')).toEqual([{ reason: 'monthly cap' }]);
  });

  it('holds nothing personal, and neither does the log', async () => {
    await work({}, { mail: {} });
    await desk.resolved({ requesterEmail: 'anna.secret@example.com', subject: 'My private matter' });
    const refused = await desk.resolved({ requesterEmail: 'nobody@secret.example.com' });
    await desk.resolved({ requesterEmail: 'later@secret.example.com' });
    await expectStatus(refused).toBe('bounced');
    await quiet();
    await expect.poll(() => desk.log.join(''), patient).toContain('put the mail off');
    await mailer.close();
    const kept = (await readFile(join(desk.folder, 'mailer.sqlite'))).toString('latin1') + desk.log.join('');
    expect(kept).not.toMatch(/secret|private/);
  });
});
