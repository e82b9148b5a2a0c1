import type { CaselogClient, WhatIfJob } from '@caselog/api-contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { picture } from './support/picture.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
let analyst: CaselogClient;
beforeAll(async () => {
  desk = await startWebDesk({ isDemonstration: true });
  analyst = desk.as('analyst');
}, 300_000);
afterAll(() => desk[Symbol.asyncDispose]());

const patience = { timeout: 60_000 };
type Question = Parameters<CaselogClient['startWhatIf']>[0];

/** What the API says of a question, asked without the page. */
const answerTo = async (question: Question): Promise<WhatIfJob> => {
  const { jobId } = await analyst.startWhatIf(question);
  return vi.waitFor(async () => {
    const job = await analyst.whatIfJob(jobId);
    expect(job.state).toBe('done');
    return job;
  }, patience);
};

/** The policy in force, but that a first response may take twice as long. */
const doubled = async (): Promise<Record<string, unknown>> => {
  const { document } = await analyst.policy();
  const text = JSON.stringify(document, undefined, 2);
  const longer = text.replace('"businessDays": 1', '"businessDays": 2');
  expect(longer).not.toBe(text);
  return JSON.parse(longer) as Record<string, unknown>;
};

const editor = (page: Page) => page.getByLabel('The policy to try, as JSON');
const begin = (page: Page) => page.getByRole('button', { name: 'Try it on history' }).click();
const headline = (page: Page) => page.getByTestId('headline').textContent();
const downloaded = async (page: Page, button: string): Promise<string> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return (await (await download.createReadStream()).toArray()).join('');
};

describe('An analyst', () => {
  it('tries a doubled target on all history, and sees the tickets that the API names', async () => {
    const policy = await doubled();
    const { report, tickets } = await answerTo({ policy, governImported: true });
    const { differing, tickets: population, decisions } = report!;
    expect(differing).toBeGreaterThan(0);

    const { page, faults } = await desk.open('analyst', '/what-if');
    await page.getByText('Nothing has been tried yet').waitFor();
    await editor(page).fill(JSON.stringify(policy, undefined, 2));
    await page.getByLabel('Govern imported tickets too').check();
    await begin(page);
    const words = `${differing.toLocaleString('en')} of ${population.toLocaleString('en')} tickets would differ`;
    await expect.poll(() => headline(page), patience).toBe(words);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('what-if-job');

    const missed = page.getByRole('row', { name: /First response missed/ });
    expect(await missed.locator('td').allTextContents()).toEqual(
      expect.arrayContaining(
        [decisions.own, decisions.candidate].map((side) =>
          (side.targets['first-response']?.['missed'] ?? 0).toLocaleString('en'),
        ),
      ),
    );
    await page.getByRole('img', { name: 'Targets, as it was and as it would be' }).waitFor();

    const rows = page.getByRole('region', { name: 'Tickets that would differ, table' }).locator('tbody tr');
    expect(await rows.count()).toBe(Math.min(50, tickets.length));
    const csv = await downloaded(page, 'CSV: tickets that would differ');
    const ids = csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    expect(ids).toEqual(tickets.map(({ ticketId }) => ticketId));
    const figures = JSON.parse(await downloaded(page, 'JSON: Decisions')) as Record<string, unknown>[];
    expect(figures).toContainEqual({
      Of: 'Targets',
      Decided: 'Tickets that missed a target',
      'As it was': decisions.own.ticketsMissed,
      'As it would be': decisions.candidate.ticketsMissed,
      Change: decisions.candidate.ticketsMissed - decisions.own.ticketsMissed,
    });

    // The address is all one needs to see it again, or to hand it on.
    await page.getByRole('button', { name: 'Next' }).click();
    await expect.poll(() => rows.first().getByRole('link').textContent()).toBe(tickets[50]!.ticketId);
    await page.reload();
    await expect.poll(() => headline(page), patience).toBe(words);
    expect(await rows.first().getByRole('link').textContent()).toBe(tickets[50]!.ticketId);
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('.what-if-job').evaluate((part) => part.scrollIntoView());
    await picture(page, 'what-if');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await rows.first().getByRole('link').click();
    await page.waitForURL(`**/app/tickets/${tickets[50]!.ticketId}`);
    expect(faults).toEqual([]);
  }, 240_000);

  it('finds nothing that would differ under the policy in force', async () => {
    const { page, faults } = await desk.open('analyst', '/what-if?imported=true');
    await begin(page);
    await expect.poll(() => headline(page), patience).toMatch(/^0 of [\d,]+ tickets would differ$/);
    await page.getByText('Every ticket would have come to the same.').waitFor();
    expect(faults).toEqual([]);
  }, 120_000);

  it('is shown each fault at its place in the text, and loses nothing of it', async () => {
    const { page, faults } = await desk.open('analyst', '/what-if');
    const text = await editor(page).inputValue();
    await editor(page).fill(text.replace('"businessDays": 1', '"businessDays": "soon"'));
    await begin(page);
    const alert = page.getByRole('alert');
    await alert.getByText('nothing was begun').waitFor();
    await alert
      .getByRole('button', { name: /\/targets\/0\/within/ })
      .first()
      .click();
    const selected = await editor(page).evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(selected).toContain('"soon"');
    expect(await axeFindings(page)).toEqual([]);
    await editor(page).fill(`${text},`);
    await begin(page);
    await alert.getByRole('button', { name: `line ${text.split('\n').length}` }).waitFor();
    await page.reload();
    expect(await editor(page).inputValue()).toBe(`${text},`);
    await page.getByRole('button', { name: 'Take the policy in force' }).click();
    expect(await editor(page).inputValue()).toBe(text);
    expect(faults).toEqual([]);
  });

  it('is told when the desk has forgotten what an old address names', async () => {
    const { page } = await desk.open('analyst', '/what-if?job=0198f3a0-0000-7000-8000-000000000000');
    await page.getByText('This what-if is no longer there').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave it' }).click();
    await page.getByText('Nothing has been tried yet').waitFor();
  });
});

describe('A lead', () => {
  it('tries the draft of the policy page as it stands there', async () => {
    const { page, faults } = await desk.open('lead', '/policy?view=json');
    const draft = JSON.stringify(await doubled(), undefined, 2);
    await page.getByLabel('The policy as JSON').fill(draft);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'What if' }).click();
    await page.getByRole('button', { name: 'Take my draft of the policy page' }).click();
    expect(await editor(page).inputValue()).toBe(draft);
    expect(faults).toEqual([]);
  });
});

describe('An agent', () => {
  it('does not find the page', async () => {
    const { page } = await desk.open('agent', '/queue');
    expect(await page.getByRole('link', { name: 'What if' }).count()).toBe(0);
  });
});
