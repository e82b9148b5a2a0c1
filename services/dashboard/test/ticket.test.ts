import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, root } from '../../../test/root.ts';
import { axeFindings } from './support/axe.ts';
import { picture } from './support/picture.ts';
import { critical, give, openTicket } from './support/tickets.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
let ticketId: string;

const life = [
  { type: 'TriageTicket', data: {} },
  { type: 'AssignTicket', data: { assigneeId: 'agent-demo', team: null } },
  {
    type: 'RequestData',
    data: { items: [{ itemId: 'logs', kind: 'log-files', text: 'The sign-in log, please.' }] },
  },
  { type: 'SupplyDataItem', data: { itemId: 'logs', text: 'Attached.' } },
  { type: 'EscalateTicket', data: { team: 'Directory', reason: 'Replication lags' } },
] satisfies Parameters<typeof give>[2][];

beforeAll(async () => {
  desk = await startWebDesk();
  ticketId = await openTicket(desk.as('lead'), 'Nobody can sign in', critical);
  for (const step of life) await give(desk.as('agent'), ticketId, step);
}, 120_000);
afterAll(() => desk[Symbol.asyncDispose]());

const open = (at?: number) =>
  desk.open('agent', `/tickets/${ticketId}${at === undefined ? '' : `?at=${at}`}`);
const buttons = (page: Page) =>
  page.locator('[data-command]').evaluateAll((all) => all.map((each) => each.getAttribute('data-command')));

/** What the command line says of the ticket as of an instant, from the same home. */
const asOf = async (instant: string) => {
  const words = [
    'services/cli/src/main.ts',
    'as-of',
    instant,
    '--ticket',
    ticketId,
    '--json',
    '--home',
    desk.home,
  ];
  const { stdout } = await promisify(execFile)(join(bin, 'node'), words, { cwd: root });
  return JSON.parse(stdout) as { lifecycle: string; context: Record<string, unknown> };
};

describe('A ticket', () => {
  it('offers exactly the commands that the machine allows to the role, and says why not the others', async () => {
    const { allowed } = await desk.as('agent').ticket(ticketId);
    const { page, faults } = await open();
    expect(new Set(await buttons(page))).toEqual(new Set(allowed));
    await page.getByText('Why not?').click();
    await page.getByText('no data is being waited for').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'ticket');
    expect(faults).toEqual([]);
  });

  it('accounts for its time in one bar whose parts sum to the whole', async () => {
    const { page } = await open();
    const ms = (attribute: string) =>
      page
        .locator(`[${attribute}]`)
        .evaluateAll((all, name) => all.map((each) => Number(each.getAttribute(name))), attribute);
    await page.locator('[data-whole-ms]').waitFor();
    const parts = await ms('data-ms');
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe((await ms('data-whole-ms'))[0]);
  });

  it('goes back to any of its events, as the command line says it was then', async () => {
    const { history } = await desk.as('agent').ticket(ticketId);
    const { page, faults } = await open();
    const slider = page.getByRole('slider', { name: 'Time' });
    await slider.focus();
    await page.keyboard.press('Home');
    for (let at = 1; at < history.length; at += 1) {
      await page.waitForURL(RegExp(`[?]at=${at}$`));
      expect(await slider.getAttribute('aria-valuetext')).toContain(`Event ${at} of ${history.length}`);
      // The next event of the same instant belongs to that instant's truth as well.
      const isLastOfInstant = history[at]?.occurredAt !== history[at - 1]!.occurredAt;
      if (isLastOfInstant && (at === 2 || at === 5 || at === 7)) {
        const then = await asOf(history[at - 1]!.occurredAt);
        const state = await page.locator('.ticket-line .chip[data-state]').getAttribute('data-state');
        expect([at, state]).toEqual([at, then.lifecycle]);
        const assignee = await page.locator('.facts div', { hasText: 'Assignee' }).locator('dd').innerText();
        expect([at, assignee]).toEqual([at, then.context['assigneeId'] ?? 'nobody']);
      }
      expect(await page.locator('.entry').count()).toBe(at);
      expect(await buttons(page)).toEqual([]);
      await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('End');
    await expect.poll(() => page.url(), { timeout: 30_000 }).not.toContain('at=');
    expect(await page.locator('.entry').count()).toBe(history.length);
    expect(faults).toEqual([]);
  });

  it('opens in the past by its address, and is live again on Escape', async () => {
    const { page } = await open(2);
    await page.getByText('As it was after event 2').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'time-slider');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Reply', exact: true }).waitFor();
  });

  it('gives each entry its receipt, and a proof that the command line believes', async () => {
    const { page } = await open();
    const entry = page.locator('.entry').last();
    await entry.getByText('Receipt').click();
    await expect
      .poll(() => entry.locator('.hash').innerText(), { timeout: 30_000 })
      .toMatch(/^[0-9a-f]{64}$/);
    const proof = async () => {
      const answer = await page.request.get(`${desk.url}/tickets/${ticketId}/events/0/proof`);
      return answer.ok() ? answer.text() : '';
    };
    await expect.poll(proof, { timeout: 60_000, interval: 500 }).toContain('c2sp.org/tlog-proof');
  });

  it('is resolved by keys alone, and a draft outlives what others do meanwhile', async () => {
    const { page, faults } = await open();
    await page.getByText('Live · event').waitFor();
    await page.keyboard.press('s');
    const form = page.getByRole('form', { name: 'Resolve' });
    await form.getByRole('button', { name: 'Resolve' }).click();
    await form.getByText('One thing is missing or wrong.').waitFor();
    await form.getByLabel('Kind').selectOption('solved');
    await form.getByLabel('What was done').fill('Replication was restarted');
    await give(desk.as('specialist'), ticketId, { type: 'AddNote', data: { body: 'Found the cause' } });
    await page.locator('.entry', { hasText: 'Found the cause' }).waitFor();
    expect(await form.getByLabel('What was done').inputValue()).toBe('Replication was restarted');
    await form.getByLabel('What was done').press('Control+Enter');
    await form.getByText('Meanwhile this happened:').waitFor();
    await form.getByRole('button', { name: 'I have seen it' }).click();
    expect(await form.getByLabel('What was done').inputValue()).toBe('Replication was restarted');
    await form.getByRole('button', { name: 'Resolve' }).click();
    await page
      .locator('.ticket-line')
      .getByText(/Resolved|Surveyed/)
      .waitFor();
    await page.locator('.entry', { hasText: 'Resolved: solved' }).waitFor();
    expect(faults).toEqual([]);
  });
});
