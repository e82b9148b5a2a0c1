import { wordsIn } from '@caselog/words';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMailServer, type MailServer } from '../../../test/support/mail-server.ts';
import { smtpTransport } from '../src/mail/smtp.ts';
import type { SurveyMailer } from '../src/mailer.ts';
import { createDesk, solved, type TestDesk } from './support/desk.ts';

let desk: TestDesk;
let server: MailServer;
let mailer: SurveyMailer;
beforeEach(async () => {
  server = await startMailServer();
  desk = await createDesk({ mail: {} });
  mailer = desk.start(smtpTransport(server.url), { deskUrl: 'https://desk.example' });
});
afterEach(async () => {
  await desk.close();
  await server.close();
});

const en = wordsIn('en');
const patient = { timeout: 30_000 };
const subject = 'Sign-in <fails>';
/** The mails about tickets, once there are so many; surveys are left out. */
const notices = async (count: number) => {
  const about = () => server.mails.filter(({ messageId }) => !messageId?.startsWith('<survey'));
  await expect.poll(() => about().length, patient).toBe(count);
  return about();
};
const item = { itemId: 'logs', kind: 'log-files', text: 'Of the last hour' };
const reply = { channel: 'email', body: 'We look into it.\nPlease wait.' };

describe('A requester is told by mail', () => {
  it('that its request was received, in the mail that begins the thread', async () => {
    const ticketId = await desk.open();
    const [mail] = await notices(1);
    expect(mail).toMatchObject({
      messageId: `<ticket.${ticketId}@desk.example>`,
      subject: en.say('opened.subject', { subject }),
    });
    expect(mail?.inReplyTo).toBeUndefined();
    expect(mail?.html).toContain('Sign-in &lt;fails&gt;');
    expect(mail?.text).toContain(`https://desk.example/help/requests/${ticketId}`);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.has('list')).toBe(false);
  });

  it('of a reply by e-mail, and not of one by phone', async () => {
    const ticketId = await desk.open();
    await desk.give(ticketId, 'SendReply', { channel: 'phone', body: 'Spoken.' });
    await desk.give(ticketId, 'SendReply', reply);
    const [, mail] = await notices(2);
    expect(mail?.text).toContain('> We look into it.\n> Please wait.');
    expect(mail?.references).toBe(`<ticket.${ticketId}@desk.example>`);
  });

  it('of what is asked of it, in one mail with what was said in the same step', async () => {
    const ticketId = await desk.open();
    await desk.give(ticketId, 'RequestData', {
      items: [item, { ...item, itemId: 'more', kind: 'other' }],
      reply,
    });
    const [, mail] = await notices(2);
    expect(mail?.text).toContain(en.say('data.body', { subject, count: 2 }));
    expect(mail?.text).toContain(`- ${en.say('item.kind.log-files')}: Of the last hour`);
    expect(mail?.text).toContain('> We look into it.');
  });

  it('by a reminder, of what is still open then, and of nothing once the wait is over', async () => {
    const ticketId = await desk.open();
    await desk.give(ticketId, 'RequestData', { items: [item, { ...item, itemId: 'more', kind: 'other' }] });
    await desk.give(ticketId, 'SupplyDataItem', { itemId: 'logs', text: 'here' });
    await notices(2);
    await desk.give(ticketId, 'IssueReminder', { number: 1 });
    const mail = (await notices(3))[2];
    expect(mail?.subject).toBe(en.say('reminder.subject', { subject }));
    expect(mail?.text).toContain(en.say('reminder.body', { subject, count: 1 }));
    expect(mail?.text).not.toContain(en.say('item.kind.log-files'));
    await mailer.close();
    await desk.give(ticketId, 'IssueReminder', { number: 2 });
    await desk.give(ticketId, 'EndWait');
    mailer = desk.start(smtpTransport(server.url));
    await expect
      .poll(() => mailer.deliveries({ status: 'skipped' }).deliveries, patient)
      .toMatchObject([{ kind: 'reminder', reason: 'nothing is awaited any more' }]);
    await notices(3);
  });

  it.each([
    [solved.outcome, 'outcome.solved', 'restarted it'],
    [{ kind: 'not-resolvable', why: 'It is by design' }, 'outcome.not-resolvable', 'It is by design'],
    [{ kind: 'no-reply' }, 'outcome.no-reply', ''],
  ] as const)('how its request ended: %j', async (outcome, message, text) => {
    const ticketId = await desk.open();
    await desk.give(ticketId, 'ResolveTicket', { outcome, reply });
    const [, mail] = await notices(2);
    expect(mail?.subject).toBe(en.say('resolved.subject', { subject }));
    expect(mail?.text).toContain(en.say(message));
    expect(mail?.text).toContain(text);
    expect(mail?.text).toContain(en.say('resolved.reopen', { day: 'March 16, 2026' }));
    expect(mail?.text).toContain('> We look into it.');
  });
});

describe('Nobody is told by mail', () => {
  it('of a ticket without an address, or of another system’s log', async () => {
    await desk.open({ requesterEmail: undefined });
    const { ticketId } = await desk.helpdesk.execute({
      commandId: 'import-1',
      actor: 'import',
      command: {
        type: 'OpenFromLog',
        data: {
          requesterId: 'r',
          requesterEmail: 'old@example.com',
          language: 'en',
          subject: 's',
          priority: 'P3',
          source: { log: 'a log', caseId: '1' },
          inferred: false,
        },
      },
    });
    await desk.give(ticketId, 'FollowLog', { state: 'awaiting-data', attributes: {}, row: {} });
    await desk.open();
    expect(await notices(1)).toHaveLength(1);
    expect(mailer.deliveries().deliveries).toHaveLength(1);
  });

  it('of what happened before the mailer began its book', async () => {
    await mailer.close();
    const ticketId = await desk.open();
    mailer = desk.start(smtpTransport(server.url), { bookPath: `${desk.folder}/fresh.sqlite` });
    await expect.poll(() => mailer.position(), patient).toBeGreaterThan(0);
    await desk.give(ticketId, 'SendReply', reply);
    const [mail] = await notices(1);
    expect(mail?.subject).toBe(en.say('reply.subject', { subject }));
  });

  it('of what the policy does not mail', async () => {
    await desk.book.publish({
      commandId: 'p-1',
      actor: 'lead',
      document: { ...desk.book.currentPolicy().document, mail: { notices: ['reply'] } },
    });
    const ticketId = await desk.open();
    await desk.give(ticketId, 'SendReply', reply);
    const [mail] = await notices(1);
    expect(mail?.subject).toBe(en.say('reply.subject', { subject }));
  });
});

describe('What became of the mails', () => {
  it('is told by status and page, the latest first, without an address', async () => {
    for (let count = 0; count < 3; count += 1) await desk.open();
    await expect.poll(() => mailer.count().recorded, patient).toBe(3);
    const first = mailer.deliveries({ limit: 2 });
    expect(first).toMatchObject({ counts: { recorded: 3, due: 0 }, server: { isUp: true } });
    expect(first.deliveries.map(({ kind }) => kind)).toEqual(['opened', 'opened']);
    const rest = mailer.deliveries({ limit: 2, after: first.next ?? '' });
    expect(rest.deliveries).toHaveLength(1);
    expect(rest.next).toBeNull();
    const { ticketId } = rest.deliveries[0]!;
    expect(mailer.deliveries({ ticketId, status: 'recorded', kind: 'opened' }).deliveries).toEqual(
      rest.deliveries,
    );
    expect(JSON.stringify([first, rest])).not.toContain('anna@');
  });
});
