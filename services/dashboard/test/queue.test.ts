import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { picture } from './support/picture.ts';
import { avoidable, critical, degraded, give, openTicket, wish } from './support/tickets.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
const ids: Record<string, string> = {};
const open = async (subject: string, impact = avoidable) => {
  ids[subject] = await openTicket(desk.as('lead'), subject, impact);
};

beforeAll(async () => {
  desk = await startWebDesk();
  await open('Report in the colours of our brand', wish);
  await open('Second factor asked twice');
  await open('Audit export stops');
  await open('Shared calendars do not open', degraded);
  await open('Nobody can sign in', critical);
  const agent = desk.as('agent');
  await give(agent, ids['Audit export stops']!, { type: 'TriageTicket', data: {} });
  await give(agent, ids['Shared calendars do not open']!, {
    type: 'RequestData',
    data: { items: [{ itemId: 'logs', kind: 'log-files', text: 'The log of this morning, please.' }] },
  });
  await give(
    agent,
    ids['Nobody can sign in']!,
    { type: 'AssignTicket', data: { assigneeId: 'Agent 4', team: null } },
    { type: 'EscalateTicket', data: { team: 'Directory', reason: 'Replication lags' } },
  );
}, 120_000);
afterAll(() => desk[Symbol.asyncDispose]());

const subjects = (page: Page) => page.locator('.queue-body .subject bdi').allTextContents();
const inOrder = [
  'Nobody can sign in',
  'Shared calendars do not open',
  'Second factor asked twice',
  'Audit export stops',
  'Report in the colours of our brand',
];
const rowOf = (page: Page, subject: string) => page.locator('.queue-row', { hasText: subject });

describe('The queue', () => {
  it('stands by priority, then by time of request, and says whose time runs and what is left of it', async () => {
    const { page, faults } = await desk.open('agent', '/queue');
    await rowOf(page, 'Nobody can sign in').waitFor();
    expect(await subjects(page)).toEqual(inOrder);
    const row = rowOf(page, 'Nobody can sign in');
    await row.getByText(/left$|Paused: closed hours/).waitFor();
    await row
      .getByText(/Desk|Closed hours/)
      .first()
      .waitFor();
    await picture(page, 'desk');
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'queue-dark');
    expect(faults).toEqual([]);
  });

  it('keeps its filters in the address, and an old address opens as it was', async () => {
    const { page } = await desk.open('agent', '/queue');
    await page.getByRole('button', { name: 'P3' }).click();
    await page.getByRole('button', { name: 'Triaged' }).click();
    await expect.poll(() => subjects(page), { timeout: 30_000 }).toEqual(['Audit export stops']);
    const { page: other } = await desk.open('agent', page.url().slice(`${desk.url}/app`.length));
    await expect.poll(() => subjects(other), { timeout: 30_000 }).toEqual(['Audit export stops']);
    await page.goBack();
    await expect
      .poll(() => subjects(page), { timeout: 30_000 })
      .toEqual(['Second factor asked twice', 'Audit export stops']);
    await page.getByRole('button', { name: 'Escalated' }).click();
    await page.getByText('No open ticket passes these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(() => subjects(page), { timeout: 30_000 }).toEqual(inOrder);
  });

  it('is worked by keys alone, which rest while somebody writes', async () => {
    const { page } = await desk.open('agent', '/queue');
    await rowOf(page, 'Nobody can sign in').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('j');
    await expect.poll(focused, { timeout: 30_000 }).toBe('Shared calendars do not open');
    await page.keyboard.press('j');
    await expect.poll(focused, { timeout: 30_000 }).toBe('Second factor asked twice');
    await page.keyboard.press('k');
    await expect.poll(focused, { timeout: 30_000 }).toBe('Shared calendars do not open');
    await page.keyboard.press('Space');
    await page.getByRole('complementary', { name: 'Peek' }).getByText('Shared calendars').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.getByText('Claimed one ticket.').waitFor();
    await rowOf(page, 'Shared calendars do not open').getByText('agent-demo').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('jkx');
    expect(await page.getByLabel('Words').inputValue()).toBe('jkx');
    await page.getByLabel('Words').fill('');
    await page.getByLabel('Words').blur();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/tickets\//);
  });

  it('holds its order while somebody is in it: what changed stays under the hand, and comes when asked for', async () => {
    const { page } = await desk.open('agent', '/queue');
    await rowOf(page, 'Second factor asked twice').hover();
    await open('Mail is down everywhere', critical);
    await give(desk.as('lead'), ids['Nobody can sign in']!, {
      type: 'ResolveTicket',
      data: { outcome: { kind: 'solved', whatWasDone: 'Restarted' } },
    });
    await page.getByRole('button', { name: '2 changes' }).waitFor();
    expect(await subjects(page)).toEqual(inOrder);
    await rowOf(page, 'Nobody can sign in')
      .getByText(/now (resolved|surveyed)/)
      .waitFor();
    await page.keyboard.press('.');
    await expect
      .poll(() => subjects(page), { timeout: 30_000 })
      .toEqual(['Mail is down everywhere', ...inOrder.slice(1)]);
  });

  it('shows in one browser what was done in another within about a second', async () => {
    const [one, two] = [await desk.open('agent', '/queue'), await desk.open('lead', '/queue')];
    await rowOf(two.page, 'Report in the colours').waitFor();
    await rowOf(one.page, 'Report in the colours').getByRole('link').focus();
    await two.page.getByText('Live · event').waitFor();
    const began = performance.now();
    await one.page.keyboard.press('c');
    await rowOf(two.page, 'Report in the colours').getByText('agent-demo').waitFor();
    console.info(`one browser saw the other's change after ${Math.round(performance.now() - began)} ms`);
    expect([...one.faults, ...two.faults]).toEqual([]);
  });

  it('says so when the desk dies, shows nothing wrong meanwhile, and recovers by itself', async () => {
    const { page } = await desk.open('agent', '/queue');
    await rowOf(page, 'Mail is down everywhere').waitFor();
    await page.getByText('Live · event').waitFor();
    await page.locator('.countdown').first().waitFor();
    await desk.kill();
    await page.getByText(/Not live since/).waitFor();
    await page.keyboard.press('x');
    await page.locator('.countdown[data-stale]').first().waitFor();
    expect(await page.getByRole('button', { name: 'Claim' }).isDisabled()).toBe(true);
    expect((await subjects(page))[0]).toBe('Mail is down everywhere');
    await desk.restart();
    await page.getByText('Live · event').waitFor();
    await open('Asked after the restart', critical);
    await page
      .getByText('Asked after the restart')
      .or(page.getByRole('button', { name: '1 change' }))
      .first()
      .waitFor();
  });
});
