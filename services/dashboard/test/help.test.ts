import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaselogClient } from '@caselog/api-contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { registerRequester } from './support/people.ts';
import { picture } from './support/picture.ts';
import { strayOnAllPages } from './support/pseudo-walk.ts';
import { saying, strayTexts } from './support/said.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
let lead: CaselogClient;
let folder: string;

beforeAll(async () => {
  desk = await startWebDesk();
  lead = desk.as('lead');
  folder = await mkdtemp(join(tmpdir(), 'caselog-help-files-'));
  await registerRequester(lead);
}, 120_000);
afterAll(async () => {
  await desk[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const outage = (outageId: string, title: string) =>
  lead.commandOutage(outageId, {
    commandId: `announce-${outageId}`,
    type: 'AnnounceOutage',
    data: { title, affects: ['sign-in'], text: 'We look into it.' },
  });

const next = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();
const choose = async (page: Page, question: string, answer: string): Promise<void> => {
  await page.getByRole('heading', { name: question }).waitFor();
  await page.getByLabel(answer, { exact: true }).check();
  await next(page);
};
/** Answers every question up to the last look. */
const answerAll = async (page: Page, subject: string): Promise<void> => {
  await choose(page, 'Can the service be used?', 'No');
  await choose(page, 'Who is affected?', 'One person');
  await choose(page, 'Is there a way round it?', 'No, none that we know of');
  await page.getByText(/^P2: reply by .*, because the service cannot be used, one person/).waitFor();
  await next(page);
  await page.getByLabel('In one line').fill(subject);
  await next(page);
  await page.getByLabel('E-mail address').fill('anna@example.com');
  await next(page);
  await page.getByRole('heading', { name: 'Check your answers' }).waitFor();
};

describe('Whoever needs help', () => {
  it('is shown what helps at once and what is known, without being signed in', async () => {
    await outage('outage-shown', 'Sign-in is slow');
    const { page, faults } = await desk.open(undefined, '/help');
    await page.getByRole('link', { name: 'A lost administrator password is reset here.' }).waitFor();
    await page.getByRole('heading', { name: 'Sign-in is slow' }).waitFor();
    await page.getByRole('link', { name: 'Sign in as an administrator to ask for help' }).waitFor();
    await picture(page, 'help');
    const chat = page.locator('dt', { hasText: 'Chat' }).locator('..');
    await chat.getByText('open now').waitFor();
    await page.getByLabel('Language', { exact: true }).selectOption('hi');
    await chat.getByText('not in हिन्दी').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(faults).toEqual([]);
    await lead.commandOutage('outage-shown', {
      commandId: 'over-shown',
      type: 'ResolveOutage',
      data: { summary: 'It is over.' },
    });
  });

  it('is told what must be put right: above, at its place, and in the title', async () => {
    const { page, faults } = await desk.open('requester', '/help/ask');
    await page.getByRole('heading', { name: 'Can the service be used?' }).waitFor();
    await next(page);
    const summary = page.getByRole('alert');
    await summary.getByText('There is a problem').waitFor();
    expect(await summary.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.waitForFunction(() => document.title.startsWith('Error: Can the service be used?'));
    expect(await axeFindings(page)).toEqual([]);
    await summary.getByRole('link', { name: 'Say whether the service can be used' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('access');
    await page.keyboard.press('Space');
    await next(page);
    await page.getByRole('heading', { name: 'Who is affected?' }).waitFor();
    // Nobody gets ahead of the questions by the address.
    await page.goto(`${desk.url}/app/help/ask?step=check`);
    await page.getByRole('heading', { name: 'Who is affected?' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('opens one request, however often it presses and reloads, and keeps its answers until then', async () => {
    const { page, faults } = await desk.open('requester', '/help');
    await page.getByRole('link', { name: 'Ask for help' }).click();
    await answerAll(page, 'Nobody can sign in');
    await page.reload();
    await page.getByText('Nobody can sign in').waitFor();
    await picture(page, 'help-check');
    // The answer to the first try is lost on its way.
    let isLost = false;
    await page.route('**/tickets', async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      await route.fetch();
      return route.abort();
    });
    const send = page.getByRole('button', { name: 'Send the request' });
    await send.click();
    await page.getByRole('alert').getByText('Nothing is sent twice.').waitFor();
    await page.reload();
    await send.dblclick();
    await page.getByRole('heading', { name: 'We have received your request' }).waitFor();
    const { rows } = await desk.as('requester').myTickets();
    expect(rows.map(({ subject }) => subject)).toEqual(['Nobody can sign in']);
    await page.waitForFunction(() => sessionStorage.getItem('caselog-help-draft') === null);
    await page.getByText('It is our turn.').or(page.getByText('The desk is closed')).first().waitFor();
    await page.getByRole('link', { name: 'Your requests' }).click();
    await page.getByRole('link', { name: 'Nobody can sign in' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('Each reader', () => {
  it('is met in the language its customer is written to, else the browser’s, or in one it chose, which is remembered', async () => {
    const locale = (commandId: string, language: string | null) =>
      lead.commandCustomer('customer-demo', {
        commandId,
        type: 'ChangeCustomerLocale',
        data: { language, zone: null },
      });
    const [polish, french, japanese] = [await saying('pl'), await saying('fr'), await saying('ja')];
    await locale('locale-pl', 'pl');
    const { page, faults } = await desk.open('requester', '/help', { locale: 'fr-CA' });
    await page.getByRole('heading', { name: polish('start.title') }).waitFor();
    await page.getByRole('link', { name: polish('policy.lostPassword') }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('pl');
    await page.getByLabel(polish('site.language')).selectOption('ja');
    await page.getByRole('heading', { name: japanese('start.title') }).waitFor();
    await page.getByRole('link', { name: japanese('policy.lostPassword') }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: japanese('start.title') }).waitFor();
    await locale('locale-none', null);
    const another = await desk.open('requester', '/help/requests', { locale: 'fr-CA' });
    await another.page.getByRole('heading', { name: french('requests.title') }).waitFor();
    const catalogs = await another.page.evaluate(() =>
      performance.getEntriesByType('resource').filter(({ name }) => /\/assets\/(?:pl|fr|ja|en)-/.test(name)),
    );
    expect(catalogs.length).toBe(1);
    // What the look at the pseudo-locale below would call stray.
    expect((await strayTexts(another.page)).join()).toContain(french('requests.title'));
    expect([...faults, ...another.faults]).toEqual([]);
  });

  it('reads words of the catalogs alone, none beyond the page’s sides: right to left, 40 % longer, at 320 px', async () => {
    await outage('outage-known', 'Calendars do not open');
    const { ticketId, stray } = await strayOnAllPages(desk, lead);
    expect(stray).toEqual([]);
    // It was asked first whether it is a known outage, and is attached to that one.
    const { state } = await lead.ticket(ticketId);
    expect(state).toMatchObject({ outageId: 'outage-known', serviceCredit: false, incidentReport: true });
    await lead.commandOutage('outage-known', {
      commandId: 'over-known',
      type: 'ResolveOutage',
      data: { summary: 'It is over.' },
    });
  }, 120_000);
});

describe('A request', () => {
  const openRequest = async (commandId: string): Promise<string> => {
    const { ticketId } = await desk.as('requester').openTicket({
      commandId,
      data: {
        channel: 'email',
        subject: 'The log is missing',
        requesterEmail: 'anna@example.com',
        impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
      },
    });
    return ticketId;
  };
  const ask = (ticketId: string, commandId: string) =>
    lead.sendCommand(ticketId, {
      commandId,
      type: 'RequestData',
      data: { items: [{ itemId: 'log', kind: 'log-files', text: 'The log of this morning, please.' }] },
    });

  it('says what is missing and takes files, each checked at its place', async () => {
    const ticketId = await openRequest('files-1');
    await ask(ticketId, 'files-ask');
    const { page, faults } = await desk.open('requester', `/help/requests/${ticketId}`);
    await page.getByText('It is your turn: we wait for one thing from you').waitFor();
    const [log, program] = [join(folder, 'sign-in.log'), join(folder, 'tool.exe')] as const;
    await writeFile(log, '08:40 refused\n');
    await writeFile(program, Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(99)]));
    const large = join(folder, 'dump.txt');
    await writeFile(large, 'a');
    await truncate(large, 26 * 1_024 ** 2);
    const files = page.getByLabel('Files');
    await files.setInputFiles([log, program]);
    await files.setInputFiles(large);
    await page.getByText('sign-in.log', { exact: true }).waitFor();
    await page.getByText(/tool\.exe is of a type we do not take: .*x-msdownload/).waitFor();
    await page.getByText('dump.txt is larger than 25').waitFor();
    await page.getByRole('button', { name: 'Hand it in' }).click();
    await page.getByRole('alert').getByText('Wait until every file is handed in, or remove it').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'help-files');
    await page.getByRole('button', { name: 'Remove tool.exe' }).click();
    await page.getByRole('button', { name: 'Remove dump.txt' }).click();
    await page.getByRole('button', { name: 'Hand it in' }).click();
    await page.getByText('You handed in what we asked for, with one file').waitFor();
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download sign-in.log' }).click();
    expect((await coming).suggestedFilename()).toBe('sign-in.log');
    expect(faults).toEqual([]);
  });

  it('is thanked for and reopened by whoever made it, and shows how it ended', async () => {
    const ticketId = await openRequest('ends-1');
    await lead.sendCommand(ticketId, {
      commandId: 'ends-resolve',
      type: 'ResolveTicket',
      data: { outcome: { kind: 'self-serve', solution: 'Clear the browser’s cache.' } },
    });
    const { page, faults } = await desk.open('requester', `/help/requests/${ticketId}`);
    await page.getByText('Clear the browser’s cache.').waitFor();
    await page.getByRole('button', { name: 'Yes, thank you' }).click();
    await page.getByText('You thanked us. That makes us glad.').waitFor();
    expect((await lead.ticket(ticketId)).state.lifecycle).toBe('resolved');
    await page.getByLabel('What is still wrong?').fill('It is back.');
    await page.getByRole('button', { name: 'Reopen the request' }).click();
    await page.getByText('It was reopened').waitFor();
    await page.getByLabel('Your message').fill('It happens each morning.');
    await page.getByRole('button', { name: 'Send the message' }).click();
    await page.getByText('You wrote to us').waitFor();
    expect((await lead.ticket(ticketId)).state.lifecycle).toBe('triaged');
    await picture(page, 'help-request');
    expect(faults).toEqual([]);
  });

  it('of somebody else is not there', async () => {
    const { ticketId } = await desk.as('agent').openTicket({
      commandId: 'others-1',
      data: {
        requesterId: 'somebody-else',
        channel: 'email',
        subject: 'Not yours',
        impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
      },
    });
    const { page } = await desk.open('requester', `/help/requests/${ticketId}`);
    await page.getByText('There is no such request').waitFor();
    expect(await page.getByText('Not yours').count()).toBe(0);
  });
});

it('shows a partner what was referred to it, and leads to the ticket', async () => {
  await lead.commandPartner('partner-demo', {
    commandId: 'partner-register',
    type: 'RegisterPartner',
    data: { name: 'A partner', languages: ['en'], regions: [] },
  });
  await lead.commandPartner('partner-demo', {
    commandId: 'partner-agreement',
    type: 'SignDataAgreement',
    data: {
      reference: 'dpa-1',
      validFrom: '2000-01-01T00:00:00.000Z',
      validUntil: '2100-01-01T00:00:00.000Z',
    },
  });
  const { ticketId } = await desk.as('requester').openTicket({
    commandId: 'referred-1',
    data: {
      channel: 'email',
      subject: 'Not for the partner to read',
      impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
    },
  });
  await lead.sendCommand(ticketId, {
    commandId: 'referred-2',
    type: 'ReferTicket',
    data: { partnerId: 'partner-demo', brief: 'Please look at the gateway.' },
  });
  const { page, faults } = await desk.open('partner', '/');
  await page.getByRole('link', { name: 'Your requests' }).click();
  await page.getByRole('link', { name: ticketId }).click();
  await page.getByText('Please look at the gateway.').waitFor();
  expect(await page.content()).not.toContain('Not for the partner to read');
  expect(faults).toEqual([]);
});

it('points whoever may not open requests elsewhere', async () => {
  await lead.commandCustomer('customer-demo', {
    commandId: 'now-free',
    type: 'ChangeCustomerEdition',
    data: { edition: 'free' },
  });
  const { page, faults } = await desk.open('requester', '/help');
  await page.getByText('Requests are not part of your edition.').waitFor();
  await page.getByRole('link', { name: /free edition/ }).waitFor();
  expect(await page.getByRole('link', { name: 'Ask for help' }).count()).toBe(0);
  await page.goto(`${desk.url}/app/help/ask`);
  await page.getByText('Requests are not part of your edition.').waitFor();
  expect(faults).toEqual([]);
});
