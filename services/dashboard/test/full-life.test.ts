import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMailServer, type MailServer } from '../../../test/support/mail-server.ts';
import { registerRequester } from './support/people.ts';
import { saying } from './support/said.ts';
import { startWebDesk, type OpenPage, type WebDesk } from './support/web-desk.ts';

let mail: MailServer;
let desk: WebDesk;
beforeAll(async () => {
  mail = await startMailServer();
  desk = await startWebDesk({ flags: ['--smtp', mail.url] });
  await registerRequester(desk.as('lead'));
}, 120_000);
afterAll(async () => {
  await desk[Symbol.asyncDispose]();
  await mail.close();
});

/** The requester speaks German, as its browser says; the desk's own people read English. */
const say = await saying('de');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const goOn = (page: Page) => press(page, say('site.continue'));
const answer = async (page: Page, question: string, choice: string): Promise<void> => {
  await page.getByRole('heading', { name: question }).waitFor();
  await page.getByLabel(choice, { exact: true }).check();
  await goOn(page);
};

/** What a requester clicks to ask for help. */
const askForHelp = async ({ page }: OpenPage): Promise<void> => {
  await page.getByRole('link', { name: say('start.ask') }).click();
  await answer(page, say('ask.access'), say('ask.access.critical'));
  await answer(page, say('ask.who'), say('ask.who.many-users'));
  await answer(page, say('ask.workaround'), say('ask.workaround.none'));
  await page
    .getByText(/^P1: Antwort bis .*, weil der Dienst nicht nutzbar ist, mehr als eine Person/)
    .waitFor();
  await goOn(page);
  await page.getByLabel(say('ask.subject')).fill('Nobody can sign in');
  await goOn(page);
  await page.getByLabel(say('ask.email')).fill('anna@example.com');
  expect(await page.getByLabel(say('ask.language')).inputValue()).toBe('de');
  await goOn(page);
  await press(page, say('ask.send'));
  await page.getByRole('heading', { name: say('request.opened') }).waitFor();
};

/** Opens a command's form on the ticket's page; the answer is the form. */
const command = async (page: Page, name: string) => {
  await page.getByRole('group', { name: 'Commands' }).getByRole('button', { name }).click();
  return page.getByRole('form', { name });
};

/** What an agent clicks to take the ticket from the queue and ask for a log. */
const askForLog = async ({ page }: OpenPage): Promise<void> => {
  await page.getByRole('link', { name: 'Nobody can sign in' }).click();
  await (await command(page, 'Triage')).getByRole('button', { name: 'Triage' }).click();
  // Once it is shown triaged: a command on what was not seen is asked about again.
  const triage = page.getByRole('group', { name: 'Commands' }).locator('[data-command="TriageTicket"]');
  await triage.waitFor({ state: 'detached' });
  const form = await command(page, 'Ask for data');
  await form.getByLabel('Kind').selectOption('log-files');
  await form.getByLabel('Text').fill('Please send the log of this morning.');
  await form.getByRole('button', { name: 'Ask for data' }).click();
  await form.waitFor({ state: 'detached' });
};

const resolve = async ({ page }: OpenPage): Promise<void> => {
  await page.getByRole('link', { name: 'Download sign-in.log' }).waitFor();
  const form = await command(page, 'Resolve');
  await form.getByLabel('Kind').selectOption('solved');
  await form.getByLabel('What was done').fill('We renewed the certificate.');
  await form.getByRole('button', { name: 'Resolve' }).click();
  await form.waitFor({ state: 'detached' });
};

const surveyLink = async (): Promise<string> => {
  for (let wanted = 1; ; wanted += 1) {
    const mails = await mail.expectMails(wanted);
    for (const { text = '' } of mails) {
      const link = /https?:\/\/\S*\/survey\/\S+/.exec(text)?.[0];
      if (link !== undefined) return link;
    }
    wanted = Math.max(wanted, mails.length);
  }
};

it('a ticket lives from asking to the survey by clicking alone', async () => {
  const requester = await desk.open('requester', '/help', { locale: 'de-AT' });
  await askForHelp(requester);
  const agent = await desk.open('agent', '/queue');
  await askForLog(agent);

  const buffer = Buffer.from('08:40 certificate expired\n');
  const { page } = requester;
  await page
    .getByLabel(say('item.files'))
    .setInputFiles({ name: 'sign-in.log', mimeType: 'text/plain', buffer });
  await page.getByText('bereit').waitFor();
  await press(page, say('item.send'));
  await page.getByText(say('event.DataItemSupplied', { count: 1 })).waitFor();

  await resolve(agent);
  await page.getByText('We renewed the certificate.').first().waitFor();
  await press(page, say('thanks.send'));
  await page.getByText(say('thanks.sent')).waitFor();

  await page.goto(await surveyLink());
  await page.getByRole('radio').first().check();
  await page.getByRole('button').first().click();
  const agents = agent.page;
  await agents.getByText('Survey answered').or(agents.getByText('answered the survey')).first().waitFor();
  const { rows } = await desk.as('requester').myTickets();
  expect(rows).toMatchObject([{ subject: 'Nobody can sign in', lifecycle: 'surveyed' }]);
  const { history } = await desk.as('lead').ticket(rows[0]!.ticketId);
  expect(history.at(-1)).toMatchObject({ type: 'SurveyAnswered', data: { score: 5 } });
  expect([...requester.faults, ...agent.faults]).toEqual([]);
});
