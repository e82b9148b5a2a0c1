import type { CaselogClient } from '@caselog/api-contract';
import type { Page } from 'playwright-core';
import { choosing, strayTexts } from './said.ts';
import type { WebDesk } from './web-desk.ts';

const narrow = { viewport: { width: 320, height: 640 } };

/** What a walk found: all that stands outside the words or reaches beyond a page's sides, and the request that was made by it. */
interface Walk {
  readonly stray: readonly string[];
  readonly ticketId: string;
}

/** Walks through the requester's pages in the pseudo-locale, from signing in to the end of a request on the one known outage. */
export const strayOnAllPages = async (desk: WebDesk, lead: CaselogClient): Promise<Walk> => {
  const found = new Set<string>();
  const asPseudo = { ...choosing(desk.url, 'ar-XB'), ...narrow };
  const look = async (page: Page, ready: string): Promise<void> => {
    await page.locator(ready).first().waitFor();
    // The window is named behind the page.
    await page.waitForFunction(() => document.title.endsWith(']'));
    for (const each of await strayTexts(page)) found.add(each);
  };
  const submit = (page: Page, form = 'form') => page.locator(`${form} button[type=submit]`).first().click();

  const nobody = await desk.open(undefined, '/sign-in?failed=state%20mismatch', asPseudo);
  await look(nobody.page, 'form');
  await submit(nobody.page);
  await nobody.page.getByLabel('[').first().fill('no such token');
  await submit(nobody.page);
  await look(nobody.page, '.fault');
  await nobody.page.goto(`${desk.url}/app/help`);
  await look(nobody.page, '.outages h3');
  await look(nobody.page, '.channels dd');
  await nobody.page.close();

  const { page, faults } = await desk.open('requester', '/help/ask', asPseudo);
  await page.locator('#outage').waitFor();
  await submit(page);
  await look(page, '.error-summary');
  await page.locator('#outage').check();
  await page.locator('#report').check();
  await look(page, '#credit');
  for (const step of ['access', 'who', 'workaround']) {
    await submit(page);
    await page.locator(`#${step}`).waitFor();
    await submit(page);
    await look(page, '.error-summary');
    await page.locator(`#${step}`).check();
  }
  await submit(page);
  await look(page, '.promise');
  await submit(page);
  await page.locator('#subject').waitFor();
  await submit(page);
  await look(page, '.error-summary');
  await page.locator('#subject').fill('Nobody can sign in');
  await submit(page);
  await page.locator('#email').waitFor();
  await submit(page);
  await look(page, '.error-summary');
  await page.locator('#email').fill('anna@example.com');
  await submit(page);
  await look(page, '.answers');
  await submit(page);
  await look(page, '.happenings');

  const ticketId = new URL(page.url()).pathname.split('/').at(-1)!;
  const give = (type: string, data: object) =>
    lead.sendCommand(ticketId, { commandId: `pseudo-${type}`, type, data } as Parameters<
      CaselogClient['sendCommand']
    >[1]);
  await give('RequestData', {
    items: [{ itemId: 'log', kind: 'log-files', text: 'The log of this morning, please.' }],
  });
  await page.reload();
  await page.locator('#files-log').waitFor();
  await submit(page, 'form:has(#files-log)');
  await look(page, '.error-summary');
  const buffer = Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(99)]);
  await page
    .locator('#files-log')
    .setInputFiles({ name: 'tool.exe', mimeType: 'application/octet-stream', buffer });
  await look(page, '.files .fault');
  await give('SendReply', { channel: 'email', body: 'We look into it.' });
  await give('ResolveTicket', { outcome: { kind: 'solved', whatWasDone: 'We renewed the certificate.' } });
  await page.reload();
  await look(page, '#reopen');
  await page.goto(`${desk.url}/app/help/requests`);
  await look(page, '.requests');
  await page.goto(`${desk.url}/app/help/requests/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`);
  await look(page, '[role=alert]');
  await page.goto(`${desk.url}/app/help/nowhere`);
  await page.locator('.plain h1').waitFor();
  const plain = await page.locator('.plain').innerText();
  if (!plain.startsWith('[')) found.add(`a missing page says ${plain}`);
  return { ticketId, stray: [...found, ...faults, ...nobody.faults] };
};
