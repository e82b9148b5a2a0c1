import { toInstant } from '@caselog/env';
import { languages, nativeNames, wordsIn, type MessageKey } from '@caselog/words';
import { fastify, type FastifyInstance } from 'fastify';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { surveyRoutes } from '../src/pages/routes.ts';
import { readToken, readUnsubscribeToken, signToken, signUnsubscribeToken } from '../src/token.ts';
import { createDesk, from, key, solved, type TestDesk } from './support/desk.ts';

const closesAt = '2026-03-16T10:00:00.000Z';
const someTicket = '0198f3a0-0000-7000-8000-000000000000';
const nowMs = Date.parse('2026-03-02T10:00:00.000Z');

describe('A token', () => {
  it('is read until its survey closes', () => {
    const token = signToken(key, { ticketId: someTicket, episode: 3 }, closesAt);
    expect(readToken(key, token, nowMs)).toEqual({ outcome: 'valid', ticketId: someTicket, episode: 3 });
    expect(readToken(key, token, Date.parse(closesAt))).toMatchObject({ outcome: 'expired' });
    expect(readToken('another key', token, nowMs)).toEqual({ outcome: 'invalid' });
  });

  it('has one purpose', () => {
    const survey = { ticketId: someTicket, episode: 3 };
    const wayOut = signUnsubscribeToken(key, survey);
    expect(readUnsubscribeToken(key, wayOut)).toEqual(survey);
    expect(readToken(key, wayOut, nowMs)).toEqual({ outcome: 'invalid' });
    expect(readUnsubscribeToken(key, signToken(key, survey, closesAt))).toBeUndefined();
  });

  it('that was changed is not believed', () => {
    const token = signToken(key, { ticketId: someTicket, episode: 1 }, closesAt);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    const sign = fc.nat(letters.length - 1).map((index) => letters.charAt(index));
    fc.assert(
      fc.property(fc.nat(token.length - 1), sign, (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        if (changed !== token) expect(readToken(key, changed, nowMs)).toEqual({ outcome: 'invalid' });
      }),
      {
        examples: [
          [token.length - 1, 'B'],
          [65, 'B'],
        ],
      },
    );
    for (const odd of ['', '.', 'a.b', 'é.é', '..', `${token}x`.repeat(3)])
      expect(readToken(key, odd, nowMs)).toEqual({ outcome: 'invalid' });
  });
});

describe('The survey page', () => {
  let desk: TestDesk;
  let app: FastifyInstance;
  let ticketId: string;
  let token: string;
  beforeEach(async () => {
    desk = await createDesk();
    app = fastify({ routerOptions: { maxParamLength: 512 } });
    const { helpdesk, book, registers, env } = desk;
    await app.register(surveyRoutes, { helpdesk, policies: book, registers, env, key, from });
    ticketId = await desk.resolved({ requesterId: 'r-1' });
    token = signToken(key, { ticketId, episode: 1 }, closesAt);
  });
  afterEach(async () => {
    await app.close();
    await desk.close();
  });
  const get = (query = '', path = `/survey/${token}`) =>
    app.inject({ method: 'GET', url: `${path}${query}` });
  const submit = (fields: Record<string, string>, path = `/survey/${token}`) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  const answers = async () => [
    ...(await desk.events(ticketId, 'SurveyAnswered')),
    ...(await desk.events(ticketId, 'SurveyAnswerChanged')),
  ];

  it('records no score by being opened, however often a scanner does (Crewhu, Retently: a GET scores)', async () => {
    const head = await desk.store.head();
    const page = await get('?score=4');
    expect(page.statusCode).toBe(200);
    expect(page.body).toMatch(/value="4"[^>]*checked/);
    for (const query of ['', '?score=9', '?score=x', '?score=1&score=2', '?lang=zz']) await get(query);
    for (const method of ['HEAD', 'PUT', 'DELETE'] as const)
      await app.inject({ method, url: `/survey/${token}` });
    expect(await desk.store.head()).toBe(head);
  });

  it('needs no script and takes nothing from elsewhere', async () => {
    const page = await get();
    expect(page.body).not.toMatch(/<script|style="|<style|https?:\/\//);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect((await get('', '/survey/style.css')).headers['content-type']).toContain('text/css');
  });

  it.each(languages)(
    'speaks %s when asked to, and links to the others by their own names',
    async (language) => {
      const words = wordsIn(language);
      const { body } = await get(`?lang=${language}&score=2`);
      expect(body).toContain(`<html lang="${language}" dir="ltr">`);
      for (const said of ['survey.title', 'survey.question', 'survey.score.1', 'survey.send'] as const)
        expect(body).toContain(words.say(said));
      for (const other of languages.filter((each) => each !== language))
        expect(body).toMatch(new RegExp(`href="\\?lang=${other}&amp;score=2"[^>]*>${nativeNames[other]}<`));
      expect((await submit({ lang: language })).body).toContain(words.say('survey.error.score'));
    },
  );

  it('speaks the ticket’s language, else the customer’s, else English (chatwoot 9461: wrong language)', async () => {
    const { customers } = desk.registers;
    const by = { actor: 'lead-1', id: 'customer-1' };
    await customers.execute({
      ...by,
      commandId: 'k-1',
      command: { type: 'RegisterCustomer', data: { edition: 'premium', administrators: ['r-1'] } },
    });
    await customers.execute({
      ...by,
      commandId: 'k-2',
      command: { type: 'ChangeCustomerLocale', data: { language: 'pl', zone: 'Europe/Warsaw' } },
    });
    const titleFor = async (data: object) => {
      const id = await desk.resolved(data);
      const { body } = await get('', `/survey/${signToken(key, { ticketId: id, episode: 1 }, closesAt)}`);
      return languages.filter((language) =>
        body.includes(`<h1>${wordsIn(language).say('survey.title')}</h1>`),
      );
    };
    expect(await titleFor({ language: 'ja' })).toEqual(['ja']);
    expect(await titleFor({ language: 'sv', customerId: 'customer-1' })).toEqual(['pl']);
    expect(await titleFor({ language: 'sv' })).toEqual(['en']);
  });

  it('records an answer once, also before the mailer wrote down that the mail is out', async () => {
    expect((await submit({ score: '5', comment: ' Thanks ' })).body).toContain('Thank you');
    expect((await submit({ score: '5', comment: 'Thanks' })).body).toContain('Thank you');
    expect(await answers()).toEqual([{ score: 5, comment: 'Thanks' }]);
    expect(await desk.events(ticketId, 'SurveySent')).toEqual([
      { messageId: `<survey.${ticketId}.1@desk.example>` },
    ]);
    const last = (await desk.helpdesk.load(ticketId))?.history.at(-1);
    expect(last?.metadata.actor).toBe('r-1');
  });

  it('keeps one answer, which may be changed until the window closes', async () => {
    await submit({ score: '5' });
    const again = await get();
    expect(again.body).toMatch(/value="5"[^>]*checked/);
    expect(again.body).toContain('Change my answer');
    await submit({ score: '2', comment: 'It came back' });
    expect(await answers()).toEqual([
      { score: 5, comment: null },
      { score: 2, comment: 'It came back' },
    ]);
    desk.clockMs = Date.parse(closesAt);
    expect((await submit({ score: '1' })).statusCode).toBe(410);
    expect(await answers()).toHaveLength(2);
  });

  it('asks again for what is missing, and keeps what was typed', async () => {
    const head = await desk.store.head();
    const page = await submit({ comment: '<b>late</b>' });
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('Choose how satisfied you are');
    expect(page.body).toContain('&lt;b&gt;late&lt;/b&gt;');
    expect((await submit({ score: '3', comment: 'x'.repeat(5_001) })).body).toContain('5,000 characters');
    for (const score of ['', '0', '6', '5.0', 'five']) expect((await submit({ score })).statusCode).toBe(400);
    expect(await desk.store.head()).toBe(head);
  });

  it('tells a late answer kindly that the ticket was reopened, and does not score it', async () => {
    await desk.give(ticketId, 'RecordSurveySent', { messageId: '<m@desk>' });
    await desk.give(ticketId, 'ReopenTicket', { to: 'triaged' });
    await desk.give(ticketId, 'ResolveTicket', solved);
    const head = await desk.store.head();
    for (const page of [await get(), await submit({ score: '5' })]) {
      expect(page.statusCode).toBe(410);
      expect(page.body).toContain('We are working on your request again');
    }
    expect(await desk.store.head()).toBe(head);
  });

  it('is closed after its time, and to links that are none', async () => {
    expect((await get('', '/survey/nonsense')).statusCode).toBe(404);
    desk.clockMs = Date.parse(closesAt);
    expect(toInstant(desk.clockMs)).toBe(closesAt);
    expect((await submit({ score: '5' })).statusCode).toBe(410);
    expect(await answers()).toEqual([]);
  });

  it('tells who solved it at the time, whatever was assigned since (chatwoot 14872)', async () => {
    const id = await desk.open();
    await desk.give(id, 'AssignTicket', { assigneeId: 'agent-7', team: 'identity' });
    await desk.give(id, 'ResolveTicket', solved);
    await desk.give(id, 'AssignTicket', { assigneeId: 'agent-8', team: 'other' });
    await submit({ score: '5' }, `/survey/${signToken(key, { ticketId: id, episode: 1 }, closesAt)}`);
    expect(await desk.events(id, 'TicketResolved')).toMatchObject([
      { resolvedBy: { assigneeId: 'agent-7', team: 'identity' } },
    ]);
    expect(await desk.survey(id)).toBe('answered');
  });

  describe('the way out', () => {
    const wish = () => desk.registers.people.load('r-1');
    let wayOut: string;
    beforeEach(() => {
      wayOut = `/survey/unsubscribe/${signUnsubscribeToken(key, { ticketId, episode: 1 })}`;
    });
    const says = async (page: ReturnType<typeof get>, message: MessageKey) =>
      expect((await page).body).toContain((wordsIn('en').say as (key: MessageKey) => string)(message));

    it('shows a form when it is opened, and records nothing', async () => {
      const head = await desk.store.head();
      await says(get('', wayOut), 'unsubscribe.title');
      expect(await desk.store.head()).toBe(head);
    });

    it.each([
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      [
        'multipart/form-data; boundary=b',
        '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      ],
    ])('takes a mail program’s one click as %s (RFC 8058)', async (type, body) => {
      const page = await app.inject({ method: 'POST', url: wayOut, headers: { 'content-type': type }, body });
      expect(page.statusCode).toBe(200);
      expect(await wish()).toEqual({ optedOut: [{ topic: 'surveys', how: 'one-click' }] });
      expect(await desk.survey(ticketId)).toBe('declined');
    });

    it('is taken back by whoever took it', async () => {
      await says(submit({ lang: 'en' }, wayOut), 'unsubscribe.done.title');
      expect(await wish()).toEqual({ optedOut: [{ topic: 'surveys', how: 'page' }] });
      await says(submit({ undo: 'yes' }, wayOut), 'unsubscribe.undone.title');
      expect(await wish()).toEqual({ optedOut: [] });
      await submit({}, wayOut);
      expect(await wish()).toEqual({ optedOut: [{ topic: 'surveys', how: 'page' }] });
    });

    it('is nobody’s who made up a link', async () => {
      const answerLink = `/survey/unsubscribe/${token}`;
      expect((await submit({}, answerLink)).statusCode).toBe(404);
      expect(await wish()).toBeUndefined();
    });
  });
});
