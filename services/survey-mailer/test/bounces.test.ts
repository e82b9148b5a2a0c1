import { createHmac } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '@caselog/process';
import { fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMailServer, type MailServer } from '../../../test/support/mail-server.ts';
import { followBounces } from '../src/bounces/follow.ts';
import { openInbox } from '../src/bounces/open.ts';
import { readReport } from '../src/bounces/report.ts';
import { markIn, markOf, returnPathFor } from '../src/bounces/return-path.ts';
import { bounceRoutes } from '../src/bounces/routes.ts';
import { smtpTransport } from '../src/mail/smtp.ts';
import type { SurveyMailer } from '../src/mailer.ts';
import { createDesk, key, type TestDesk } from './support/desk.ts';
import { autoReply, report } from './support/reports.ts';

const patient = { timeout: 30_000 };
const bounceAddress = 'bounces@desk.example';
const mailerLog = createLog({ write: () => undefined });

describe('A delivery report (RFC 3464)', () => {
  it('tells which mail came back, to where, and how', async () => {
    expect(await readReport(report({ messageId: '<survey.1@desk>', to: 'bounces+1@desk.example' }))).toEqual({
      messageId: '<survey.1@desk>',
      returnedTo: ['bounces+1@desk.example'],
      status: '5.1.1',
      action: 'failed',
    });
  });

  it('is read where it quotes the head of the mail alone, folded, or nothing of it', async () => {
    const head = report({ messageId: '<survey.1@desk>', quoted: 'text/rfc822-headers', folded: true });
    expect((await readReport(head))?.messageId).toBe('<survey.1@desk>');
    const none = report({ messageId: undefined, status: '4.4.7 (delivery time expired)', action: 'delayed' });
    expect(await readReport(none)).toMatchObject({
      messageId: undefined,
      status: '4.4.7',
      action: 'delayed',
    });
  });

  it('is nothing else: no out-of-office note, no person’s words, no damaged mail', async () => {
    for (const other of [autoReply('<survey.1@desk>'), 'Subject: Hello\r\n\r\nStatus: 5.1.1\r\n', '', '\0\0'])
      expect(await readReport(other)).toBeUndefined();
    const empty = report({ messageId: '<a@b>' }).replace(/Action: .*\r\n/, '');
    expect(await readReport(empty)).toBeUndefined();
  });
});

describe('A return path', () => {
  it('is told from one that somebody made up', () => {
    const mine = returnPathFor('survey.1', bounceAddress, key);
    expect(mine).toMatch(/^bounces\+[0-9a-f]{32}@desk\.example$/);
    expect(mine.indexOf('@')).toBeLessThanOrEqual(64);
    expect(markIn(`<${mine}>`, key)).toBe(markOf('survey.1'));
    expect(markIn(mine, 'another key')).toBeUndefined();
    expect(markIn(bounceAddress, key)).toBeUndefined();
  });
});

describe('A mail that comes back', () => {
  let desk: TestDesk;
  let server: MailServer;
  let mailer: SurveyMailer;
  beforeEach(async () => {
    server = await startMailServer();
    desk = await createDesk();
    mailer = desk.start(smtpTransport(server.url), { bounceAddress });
  });
  afterEach(async () => {
    await desk.close();
    await server.close();
  });
  /** A survey that went out, with what stands on its mail. */
  const sent = async () => {
    const ticketId = await desk.resolved();
    await expect.poll(() => mailer.find({ ticketId, episode: 1 })?.status, patient).toBe('recorded');
    const place = server.mails.findIndex(({ messageId }) => messageId?.includes(ticketId));
    return { ticketId, messageId: server.mails[place]!.messageId, to: server.returnPaths[place]! };
  };
  const take = async (source: string) => mailer.bounce((await readReport(source))!);

  it('for good ends its survey as bounced, once, however often it is told', async () => {
    const { ticketId, messageId } = await sent();
    expect(await take(report({ messageId }))).toBe('bounced');
    expect(await take(report({ messageId }))).toBe('bounced');
    expect(await desk.events(ticketId, 'SurveyBounced')).toEqual([{ status: '5.1.1' }]);
    expect(mailer.find({ ticketId, episode: 1 })).toMatchObject({
      status: 'bounced',
      reason: 'came back: 5.1.1',
    });
    expect(server.mails).toHaveLength(1);
  });

  it('is known by its return path alone', async () => {
    const { ticketId, to } = await sent();
    expect(to).toMatch(/^bounces\+/);
    expect(await take(report({ messageId: undefined, to }))).toBe('bounced');
    expect(await desk.survey(ticketId)).toBe('bounced');
  });

  it.each([
    ['for now', { status: '4.2.2' }],
    ['and is still being tried', { status: '4.4.1', action: 'delayed' }],
  ])('%s is noted and ends nothing', async (_, words) => {
    const { ticketId, messageId } = await sent();
    expect(await take(report({ messageId, ...words }))).toBe('noted');
    expect(await desk.survey(ticketId)).toBe('sent');
    expect(mailer.find({ ticketId, episode: 1 })).toMatchObject({
      status: 'recorded',
      reason: `came back for now: ${words.status}`,
    });
  });

  it('is nothing when it arrived, is none of ours, or its survey is over', async () => {
    const { ticketId, messageId } = await sent();
    expect(await take(report({ messageId, status: '2.0.0', action: 'delivered' }))).toBe('ignored');
    expect(await take(report({ messageId: '<other@elsewhere>', to: 'somebody@desk.example' }))).toBe(
      'unknown',
    );
    await desk.give(ticketId, 'AnswerSurvey', { score: 5 });
    await take(report({ messageId }));
    expect(await desk.survey(ticketId)).toBe('answered');
    expect(await desk.events(ticketId, 'SurveyBounced')).toEqual([]);
  });

  it('is known to a mailer that has lost its book', async () => {
    const { ticketId, messageId } = await sent();
    await mailer.close();
    mailer = desk.start(smtpTransport(server.url), { bookPath: join(desk.folder, 'other.sqlite') });
    expect(await take(report({ messageId }))).toBe('bounced');
    expect(await desk.survey(ticketId)).toBe('bounced');
  });

  it('is read from a Maildir folder, whose other mails are left alone', async () => {
    const { ticketId, messageId } = await sent();
    const folder = join(desk.folder, 'Maildir');
    await mkdir(join(folder, 'new'), { recursive: true });
    await writeFile(join(folder, 'new', '1.host'), autoReply(messageId ?? ''));
    await writeFile(join(folder, 'new', '2.host'), report({ messageId }));
    const stop = new AbortController();
    const { env } = desk;
    const reading = followBounces({
      inbox: openInbox(folder, env),
      take: mailer.bounce,
      env,
      log: mailerLog,
      signal: stop.signal,
    });
    await expect.poll(() => desk.survey(ticketId), patient).toBe('bounced');
    await expect.poll(() => readdir(join(folder, 'new')), patient).toEqual([]);
    expect((await readdir(join(folder, 'cur'))).toSorted()).toEqual(['1.host:2,S', '2.host:2,S']);
    stop.abort();
    await reading;
    expect(server.mails).toHaveLength(1);
  });

  describe('told by a webhook', () => {
    const secret = 'shared secret';
    const sign = (body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const hook = async () => {
      const app = fastify();
      await app.register(bounceRoutes, { take: mailer.bounce, secret });
      return (type: string, body: string, signature = sign(body)) =>
        app.inject({
          method: 'POST',
          url: '/mail/bounces',
          headers: { 'content-type': type, 'caselog-signature': signature },
          body,
        });
    };

    it('is taken as a report and as an event', async () => {
      const [first, second] = [await sent(), await sent()];
      const tell = await hook();
      expect((await tell('message/rfc822', report({ messageId: first.messageId }))).json()).toEqual({
        outcome: 'bounced',
      });
      const event = { messageId: second.messageId?.slice(1, -1), status: '5.7.1' };
      expect((await tell('application/json', JSON.stringify(event))).json()).toEqual({ outcome: 'bounced' });
      expect(await desk.events(second.ticketId, 'SurveyBounced')).toEqual([{ status: '5.7.1' }]);
    });

    it('is refused when it is not signed, or is no report', async () => {
      const { ticketId, messageId } = await sent();
      const tell = await hook();
      const body = JSON.stringify({ messageId, status: '5.1.1' });
      for (const wrong of ['', 'sha256=', sign(`${body} `), sign(body).toUpperCase()])
        expect((await tell('application/json', body, wrong)).statusCode).toBe(401);
      for (const odd of ['{', '[]', '{"status":"bad"}'])
        expect((await tell('application/json', odd)).statusCode).toBe(400);
      expect((await tell('message/rfc822', autoReply(messageId ?? ''))).statusCode).toBe(400);
      expect(await desk.survey(ticketId)).toBe('sent');
    });
  });
});
