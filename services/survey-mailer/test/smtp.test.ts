import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { wordsIn } from '@caselog/words';
import { toPlain, toRich } from '../src/letters/letter.ts';
import { surveyLetter } from '../src/letters/survey.ts';
import { MailDeferredError, MailRefusedError, MailServerDownError, type Mail } from '../src/mail/message.ts';
import { smtpTransport, SmtpUrlError } from '../src/mail/smtp.ts';

const servers: SMTPServer[] = [];
afterEach(() =>
  Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(() => done(null))))),
);

const listen = async (options: SMTPServerOptions): Promise<{ url: string; mails: Promise<ParsedMail>[] }> => {
  const mails: Promise<ParsedMail>[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const mail = simpleParser(stream);
      mails.push(mail);
      mail.then(() => done(), done);
    },
    ...options,
  });
  servers.push(server);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return { url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`, mails };
};

const failing = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

const letter = surveyLetter({
  words: wordsIn('en'),
  zone: 'UTC',
  subject: 'Überlauf im Posteingang',
  link: 'https://desk.example/survey/abc',
  unsubscribeLink: 'https://desk.example/survey/unsubscribe/def',
  closesAt: '2026-03-16T10:00:00.000Z',
  nowMs: Date.parse('2026-03-02T10:00:00.000Z'),
  isReminder: false,
});
const mail: Mail = {
  messageId: '<survey.1.1@desk.example>',
  from: 'Support <survey@desk.example>',
  to: 'anna@example.com',
  returnPath: 'bounces+1@desk.example',
  subject: letter.subject,
  text: toPlain(letter),
  html: toRich(letter),
  date: new Date('2026-03-02T10:00:00.000Z'),
  inReplyTo: '<ticket.1@desk.example>',
  headers: { 'List-Unsubscribe': '<https://desk.example/survey/unsubscribe/def>' },
};
const deliver = async (url: string): Promise<unknown> => {
  const transport = smtpTransport(url);
  try {
    return await transport.deliver(mail, new AbortController().signal);
  } catch (error) {
    return error;
  } finally {
    transport.close();
  }
};

it('hands a mail over whole', async () => {
  const returnPaths: string[] = [];
  const { url, mails } = await listen({
    onMailFrom: ({ address }, _session, done) => {
      returnPaths.push(address);
      done();
    },
  });
  expect(await deliver(url)).toMatch(/^taken by 127\.0\.0\.1/);
  const got = await mails[0]!;
  expect(got).toMatchObject({
    messageId: '<survey.1.1@desk.example>',
    subject: 'How did we handle your request?',
    date: new Date('2026-03-02T10:00:00.000Z'),
  });
  expect(got.text).toContain('Überlauf im Posteingang');
  expect(got.text).toContain('March 16, 2026');
  expect(got.html).toContain('href="https://desk.example/survey/abc"');
  expect(got.headers.get('auto-submitted')).toBe('auto-generated');
  expect(got.inReplyTo).toBe('<ticket.1@desk.example>');
  expect(got.references).toBe('<ticket.1@desk.example>');
  expect(returnPaths).toEqual(['bounces+1@desk.example']);
});

it('tells a refused mail from one put off and from a server that is down', async () => {
  const refusing = await listen({
    onRcptTo: (_address, _session, done) => done(failing(550, '5.1.1 no such user anna')),
  });
  const refused = await deliver(refusing.url);
  expect(refused).toBeInstanceOf(MailRefusedError);
  expect(String(refused)).toContain('5.1.1');
  expect(String(refused)).not.toContain('anna');

  const busy = await listen({ onRcptTo: (_address, _session, done) => done(failing(451, 'later')) });
  expect(await deliver(busy.url)).toBeInstanceOf(MailDeferredError);

  const closed = await listen({ onConnect: (_session, done) => done(failing(421, 'too busy')) });
  expect(await deliver(closed.url)).toBeInstanceOf(MailServerDownError);

  const strict = await listen({ onMailFrom: (_address, _session, done) => done(failing(550, 'not you')) });
  expect(await deliver(strict.url)).toBeInstanceOf(MailServerDownError);

  expect(await deliver('smtp://127.0.0.1:1')).toBeInstanceOf(MailServerDownError);
});

it('takes nothing but the address of an SMTP server, and does not repeat what it was given', () => {
  for (const url of ['', 'mail', 'http://user:secret@mail.example', 'smtp://'])
    expect(() => smtpTransport(url)).toThrow(SmtpUrlError);
  expect(() => smtpTransport('http://user:secret@mail.example')).not.toThrow(/secret/);
});
