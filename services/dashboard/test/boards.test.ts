import type { BoardId } from '@caselog/api-contract';
import { boardIds } from '@caselog/api-contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { picture } from './support/picture.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
beforeAll(async () => {
  desk = await startWebDesk({ isDemonstration: true });
}, 300_000);
afterAll(() => desk[Symbol.asyncDispose]());

/** Of these the documents show a picture. */
const pictured: readonly string[] = ['backlog', 'flow-map', 'variants', 'dotted-chart'];
const patience = { timeout: 30_000 };
const past = '2016-05-23T11:07:00.000Z';
const openBoard = async (board: BoardId, query = '') => {
  const opened = await desk.open('analyst', `/boards?board=${board}${query}`);
  await opened.page.getByTestId('receipt').waitFor();
  return opened;
};
const panel = (page: Page, table: string) => page.locator(`[data-table="${table}"]`);

describe('The boards', () => {
  it('say of every figure which population it counts, by which formula, at which position', async () => {
    const { page, faults } = await openBoard('backlog', `&asOf=${past}`);
    for (const board of boardIds) {
      const drawn = await desk.as('analyst').board(board, { asOf: past });
      const link = page
        .getByRole('navigation', { name: 'Boards' })
        .getByRole('link', { name: drawn.title, exact: true });
      await link.click();
      for (const { id, title, formula, n } of drawn.tables) {
        const own = panel(page, id);
        await own.getByRole('heading', { name: title, exact: true }).waitFor();
        expect(await own.locator('.formula').textContent()).toBe(formula);
        expect(await own.getByTestId('n').textContent()).toBe(`n = ${n.value.toLocaleString('en')} ${n.of}`);
      }
      expect(await page.getByTestId('population').textContent()).toBe(
        'n = 22,978 tickets opened as things had happened by 2016-05-23T11:07:00Z',
      );
      expect(await page.getByTestId('receipt').textContent()).toContain(
        'position 232,018 · formulas version 1',
      );
      if (pictured.includes(board)) await picture(page, `board-${board}`);
    }
    expect(faults).toEqual([]);
  }, 240_000);

  it('can be read by everybody: axe finds nothing serious on any of them', async () => {
    // The first morning of the history, so that tables are short: each row is like the others.
    const { page } = await openBoard(boardIds[0], '&asOf=2016-02-29T08:00:00.000Z');
    for (const board of boardIds) {
      const { title, tables } = await desk.as('analyst').board(board, { asOf: '2016-02-29T08:00:00.000Z' });
      await page
        .getByRole('navigation', { name: 'Boards' })
        .getByRole('link', { name: title, exact: true })
        .click();
      for (const { id } of tables) await panel(page, id).waitFor();
      await expect.poll(() => page.locator('.plot-skeleton').count(), patience).toBe(0);
      expect([board, await axeFindings(page)]).toEqual([board, []]);
    }
    await page.context().close();
  }, 240_000);

  it('show a banner in the past, and lead back to now', async () => {
    const { page } = await openBoard('backlog', `&asOf=${past}`);
    const banner = page.locator('.past-banner');
    await banner.getByText('The past').waitFor();
    await banner.getByRole('button', { name: 'Back to now' }).click();
    await banner.waitFor({ state: 'detached' });
    await expect
      .poll(() => page.getByTestId('population').textContent(), patience)
      .toContain('n = 24,918 tickets');
    expect(new URL(page.url()).searchParams.has('asOf')).toBe(false);
  });

  it('keep the population in the address, and count what it names', async () => {
    const { page } = await openBoard('reopening', `&asOf=${past}`);
    await page.getByRole('button', { name: 'P1' }).click();
    await expect
      .poll(() => page.getByTestId('population').textContent(), patience)
      .toContain('of priority P1');
    const { population } = await desk.as('analyst').board('reopening', { asOf: past, priority: 'P1' });
    expect(await page.getByTestId('population').textContent()).toContain(`n = ${population.n} `);
    const { page: other } = await desk.open('analyst', page.url().slice(`${desk.url}/app`.length));
    await expect
      .poll(() => other.getByTestId('population').textContent(), patience)
      .toContain(`n = ${population.n} `);
    await page.getByRole('button', { name: 'Count all tickets' }).click();
    await expect.poll(() => page.getByTestId('population').textContent(), patience).toContain('n = 22,978 ');
    await page.getByLabel('Team').focus();
    const { teams } = await desk.as('analyst').boards();
    await expect.poll(() => page.locator('datalist option').allTextContents(), patience).toEqual(teams);
    await page.getByLabel('Team').fill('Nobody at all');
    await page.getByLabel('Team').press('Enter');
    await page.getByText('No ticket is in this population.').waitFor();
  });

  it('lead from a figure to exactly its tickets, and from a ticket to its page', async () => {
    const { page } = await openBoard('backlog', `&asOf=${past}`);
    await panel(page, 'standing')
      .getByRole('row', { name: /^third-party/ })
      .getByRole('link', { name: '18' })
      .last()
      .click();
    await page
      .getByRole('heading', { name: /^18 tickets behind Where tickets stand at the instant: third-party/ })
      .waitFor();
    const rows = page.locator('.tickets-behind tbody tr');
    await expect.poll(() => rows.count(), patience).toBe(18);
    const href = await rows.first().getByRole('link').getAttribute('href');
    expect(href).toMatch(/^\/app\/tickets\/[0-9a-f-]{36}$/);
  });

  it('export as CSV what is drawn', async () => {
    const { page } = await openBoard('reopening', `&asOf=${past}`);
    const own = panel(page, 'rate');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      own.getByRole('link', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('reopening-rate-2016-05-23.csv');
    const csv = (await (await download.createReadStream()).toArray()).join('');
    const cells = await own.locator('tbody td').allTextContents();
    const [, resolved, reopened, rate, times] = csv.trim().split('\r\n')[1]!.split(',');
    expect(cells).toEqual([
      'all',
      Number(resolved).toLocaleString('en'),
      reopened,
      `${(Number(rate) * 100).toFixed(1)}%`,
      times,
    ]);
  });

  it('come with the page: what is asked beside the scripts is not asked again', async () => {
    const { page } = await openBoard('flow-map');
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    expect(loaded.filter((path) => ['/session', '/boards/flow-map'].includes(path)).toSorted()).toEqual([
      '/boards/flow-map',
      '/session',
    ]);
    expect(loaded.filter((path) => path.includes('/plots'))).toEqual([]);
    await page.context().close();
  });

  it('hide by the flow map’s sliders and move nothing', async () => {
    const { page } = await openBoard('flow-map');
    const words = page.locator('.shown-words');
    expect(await words.textContent()).toBe('24 of 24 arcs, 100 % of cases');
    const place = () => page.locator('.flow-map .node[data-state="resolved"] rect').first().getAttribute('y');
    const before = await place();
    await page.getByLabel('Paths').focus();
    for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => words.textContent(), patience).toMatch(/^6 of 24 arcs, \d\d % of cases$/);
    expect(await place()).toBe(before);
    expect(new URL(page.url()).searchParams.get('paths')).toBe('0.1');
  });
});
