import { systemEnv, toInstant, type Env } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { createHelpdesk } from '@caselog/helpdesk';
import type { TicketCommand } from '@caselog/ticket';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { surveyPages } from '../src/pages/survey.ts';
import { readToken, signToken } from '../src/token.ts';

const key = 'k'.repeat(43);
const ticketId = '0198f3a0-0000-7000-8000-000000000000';
const nowMs = Date.parse('2026-03-02T10:00:00.000Z');
const closesAt = '2026-03-16T10:00:00.000Z';

it('reads its own tokens, until they close', () => {
  const token = signToken(key, { ticketId, episode: 3 }, closesAt);
  expect(readToken(key, token, nowMs)).toEqual({ outcome: 'valid', ticketId, episode: 3 });
  expect(readToken(key, token, Date.parse(closesAt))).toMatchObject({ outcome: 'expired' });
  expect(readToken('another key', token, nowMs)).toEqual({ outcome: 'invalid' });
});

it('believes no token that was changed', () => {
  const token = signToken(key, { ticketId, episode: 1 }, closesAt);
  const place = fc.nat(token.length - 1);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
  const sign = fc.nat(letters.length - 1).map((index) => letters.charAt(index));
  fc.assert(
    fc.property(place, sign, (at, letter) => {
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

const desk = async () => {
  let clockMs = nowMs;
  const env: Env = { ...systemEnv, now: () => clockMs };
  const store = createMemoryStore({ env });
  const helpdesk = createHelpdesk({ store, env });
  let commands = 0;
  const give = (type: TicketCommand['type'], data: object = {}, id?: string) => {
    commands += 1;
    const command = { type, data } as unknown as TicketCommand;
    return helpdesk.execute({
      commandId: `c-${commands}`,
      actor: 'agent-1',
      command,
      ...(id ? { ticketId: id } : {}),
    });
  };
  const impact = { access: 'critical', who: 'one-user', workaround: 'none' };
  const opened = await give('OpenTicket', {
    requesterId: 'r-1',
    language: 'en',
    subject: 's',
    channel: 'email',
    impact,
  });
  await give('ResolveTicket', { outcome: { kind: 'solved', whatWasDone: 'x' } }, opened.ticketId);
  return {
    store,
    give,
    ticketId: opened.ticketId,
    pages: surveyPages({ helpdesk, env, key, from: 'survey@desk.example' }),
    token: signToken(key, { ticketId: opened.ticketId, episode: 1 }, closesAt),
    at: (instant: string) => (clockMs = Date.parse(instant)),
    load: async () => (await helpdesk.load(opened.ticketId))!,
  };
};

it('shows the form and records nothing, however often it is looked at', async () => {
  const { pages, token, store } = await desk();
  const head = await store.head();
  const page = await pages.show(token, '4');
  expect(page.status).toBe(200);
  expect(page.html).toMatch(/value="4"\s+checked/);
  for (const score of [undefined, '9', 'x', ['1', '2']]) await pages.show(token, score);
  expect(await store.head()).toBe(head);
});

it('records an answer once, also before the mailer wrote down that the mail is out', async () => {
  const { pages, token, load } = await desk();
  expect((await pages.answer(token, { score: '5', comment: ' Thanks ' })).html).toContain('Thank you');
  expect((await pages.answer(token, { score: '1' })).html).toContain('Thank you');
  const { state, history } = await load();
  expect(state.configuration).toMatchObject({ lifecycle: 'surveyed', survey: 'answered' });
  expect(history.slice(-2).map(({ type, data }) => [type, data])).toEqual([
    ['SurveySent', { messageId: expect.stringContaining('.1@desk.example') as string }],
    ['SurveyAnswered', { score: 5, comment: 'Thanks' }],
  ]);
  expect(history.at(-1)?.metadata.actor).toBe('r-1');
});

it('asks again for what is missing, and keeps what was typed', async () => {
  const { pages, token, store } = await desk();
  const head = await store.head();
  const page = await pages.answer(token, { comment: '<b>late</b>' });
  expect(page.status).toBe(400);
  expect(page.html).toContain('Choose how satisfied you are');
  expect(page.html).toContain('&lt;b&gt;late&lt;/b&gt;');
  expect((await pages.answer(token, { score: '3', comment: 'x'.repeat(5_001) })).status).toBe(400);
  for (const odd of [undefined, null, 'x', [], { score: '0' }, { score: '6' }, { score: 5 }])
    expect((await pages.answer(token, odd)).status).toBe(400);
  expect(await store.head()).toBe(head);
});

it('is closed after a reopening, after its time, and to links that are none', async () => {
  const reopened = await desk();
  await reopened.give('ReopenTicket', { to: 'triaged' }, reopened.ticketId);
  const head = await reopened.store.head();
  expect((await reopened.pages.show(reopened.token)).status).toBe(410);
  expect((await reopened.pages.answer(reopened.token, { score: '5' })).status).toBe(410);
  expect((await reopened.pages.show('nonsense')).status).toBe(404);
  expect(await reopened.store.head()).toBe(head);

  const late = await desk();
  late.at(closesAt);
  expect((await late.pages.answer(late.token, { score: '5' })).status).toBe(410);
  expect(toInstant(Date.parse(closesAt))).toBe(closesAt);
});
