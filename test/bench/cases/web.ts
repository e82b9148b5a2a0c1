/** The web app as a reader meets it: how soon the queue is there, and whether it stays smooth with 25,000 open tickets. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import type { Page } from 'playwright-core';
import { openTicket, critical } from '../../../services/dashboard/test/support/tickets.ts';
import { startWebDesk, type WebDesk } from '../../../services/dashboard/test/support/web-desk.ts';
import type { BenchResult } from '../result.ts';

const tickets = 25_000;
const paintMsMax = 1_000;
const taskMsMax = 200;
const visits = 5;

const within = (name: string, ours: number, against: number): BenchResult => ({
  name,
  ours,
  against,
  unit: 'ms',
  ratio: against / ours,
  aim: 1,
});

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** From the beginning of the visit until the wanted part has been painted, in ms. */
const paintMs = async (desk: WebDesk, path: string, selector: string): Promise<number> => {
  const { page } = await desk.open('agent', '/sign-in?', { isHeadingAwaited: false });
  await page.goto('about:blank');
  await page.goto(`${desk.url}/app${path}`, { waitUntil: 'commit' });
  await page.locator(selector).first().waitFor();
  const ms = await page.evaluate(
    () =>
      new Promise<number>((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))),
      ),
  );
  await page.context().close();
  return ms;
};

const paints = async (desk: WebDesk, path: string, selector: string): Promise<number> => {
  const measured: number[] = [];
  for (let visit = 0; visit < visits; visit += 1) measured.push(await paintMs(desk, path, selector));
  return median(measured);
};

const ofHistory = async (): Promise<readonly BenchResult[]> => {
  await using desk = await startWebDesk({ isDemonstration: true });
  await openTicket(desk.as('lead'), 'Nobody can sign in', critical);
  return [
    within(
      'web: first useful paint of the queue, with the demonstration history',
      await paints(desk, '/queue', '.queue-row[data-ticket]'),
      paintMsMax,
    ),
    within(
      'web: first useful paint of the flow map, with the demonstration history',
      await paints(desk, '/boards?board=flow-map', '.flow-map .node'),
      paintMsMax,
    ),
  ];
};

/** Opens many tickets in the ledger of a home that no desk works on yet. */
const fill = async (home: string): Promise<void> => {
  const store = openSqliteStore({ path: join(home, 'ledger.sqlite'), env: systemEnv });
  const rulebook = await openPolicyBook({ store, env: systemEnv });
  const helpdesk = createHelpdesk({ store, env: systemEnv, rulebook });
  const open = (number: number) =>
    helpdesk.execute({
      commandId: randomUUID(),
      actor: 'bench',
      command: {
        type: 'OpenTicket',
        data: {
          requesterId: `requester-${number % 900}`,
          language: 'en',
          subject: `Ticket ${number}`,
          channel: 'phone',
          impact: { access: 'degraded', who: 'one-user', workaround: number % 3 === 0 ? 'none' : 'exists' },
        },
      },
    });
  for (let from = 0; from < tickets; from += 500)
    await Promise.all(Array.from({ length: 500 }, (_, index) => open(from + index)));
  await store.close();
};

const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { longTasks: seen });
    new PerformanceObserver((list) =>
      seen.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: 'longtask',
    });
  });

const longestTask = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, ...(globalThis as unknown as { longTasks: number[] }).longTasks));

/** Scrolls by the wheel through some thousand rows, then to the very end and back. */
const scroll = async (page: Page): Promise<void> => {
  await page.mouse.move(700, 500);
  for (let turn = 0; turn < 200; turn += 1) await page.mouse.wheel(0, 1_500);
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight }));
  await page.locator(`[aria-rowindex="${tickets + 1}"][data-ticket]`).waitFor({ timeout: 120_000 });
  await page.evaluate(() => scrollTo({ top: 0 }));
  await page.locator('[aria-rowindex="2"][data-ticket]').waitFor();
};

const ofManyRows = async (): Promise<BenchResult> => {
  const home = await mkdtemp(join(tmpdir(), 'caselog-web-bench-'));
  try {
    await fill(home);
    await using desk = await startWebDesk({ home });
    const { page } = await desk.open('agent', '/queue');
    await page.locator('.queue-row[data-ticket]').first().waitFor();
    await watchTasks(page);
    await scroll(page);
    // The browser reports tasks from 50 ms on; a run without any is as good as its threshold.
    const longestMs = Math.max(50, await longestTask(page));
    return within('web: longest task while scrolling 25,000 rows', longestMs, taskMsMax);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

export const bench = async (): Promise<BenchResult[]> => [await ofManyRows(), ...(await ofHistory())];
