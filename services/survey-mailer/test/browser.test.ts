import type { AddressInfo } from 'node:net';
import { wordsIn } from '@caselog/words';
import { fastify, type FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings } from '../../../test/support/axe.ts';
import { launchChromium } from '../../../test/support/chromium.ts';
import { surveyRoutes } from '../src/pages/routes.ts';
import { signToken, signUnsubscribeToken } from '../src/token.ts';
import { createDesk, from, key, type TestDesk } from './support/desk.ts';

let desk: TestDesk;
let app: FastifyInstance;
let browser: Browser;
let url: string;
let ticketId: string;
let link: string;

beforeAll(async () => {
  desk = await createDesk();
  const { helpdesk, book, registers, env } = desk;
  app = fastify({ routerOptions: { maxParamLength: 512 } });
  await app.register(surveyRoutes, { helpdesk, policies: book, registers, env, key, from });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  ticketId = await desk.resolved({ language: 'de' });
  link = `${url}/survey/${signToken(key, { ticketId, episode: 1 }, '2026-03-16T10:00:00.000Z')}`;
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app.close();
  await desk.close();
});

const widthOf = (page: Page) =>
  page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const);

it('is answered, in another language, by a browser without JavaScript that asks no other host', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(`${link}?score=4`);
  expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('4');
  await page.getByRole('link', { name: '日本語' }).click();
  const ja = wordsIn('ja');
  expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('4');
  await page.getByLabel(ja.say('survey.score.2'), { exact: true }).check();
  await page.getByLabel(ja.say('survey.comment')).fill('遅い <b>');
  await page.getByRole('button', { name: ja.say('survey.send') }).click();
  await page.getByRole('heading', { name: ja.say('survey.thanks.title') }).waitFor();
  expect(await desk.events(ticketId, 'SurveyAnswered')).toEqual([{ score: 2, comment: '遅い <b>' }]);
  await page.getByRole('link', { name: ja.say('survey.change') }).click();
  await page.getByLabel(ja.say('survey.score.5'), { exact: true }).check();
  await page.getByRole('button', { name: ja.say('survey.change') }).click();
  await page.getByRole('heading', { name: ja.say('survey.thanks.title') }).waitFor();
  expect(await desk.events(ticketId, 'SurveyAnswerChanged')).toEqual([{ score: 5, comment: '遅い <b>' }]);
  expect([...hosts]).toEqual([new URL(url).host]);
  await page.close();
});

it('is complete for everybody: axe finds nothing grave, light, dark and right to left, and it is readable at 320 px', async () => {
  const open = await desk.resolved({ language: 'de' });
  const survey = { ticketId: open, episode: 1 };
  const form = `${url}/survey/${signToken(key, survey, '2026-03-16T10:00:00.000Z')}`;
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  const faults: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
  const look = async () => {
    const [width, shown] = await widthOf(page);
    expect(width).toBeLessThanOrEqual(shown);
    expect(await axeFindings(page)).toEqual([]);
  };
  await page.goto(form);
  await look();
  await page.getByRole('button').click();
  await page.getByRole('alert').waitFor();
  await look();
  await page.goto(`${url}/survey/unsubscribe/${signUnsubscribeToken(key, survey)}`);
  await look();
  // The form without an answer is answered 400, which a browser notes.
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
  await page.close();
}, 60_000);
