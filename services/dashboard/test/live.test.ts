import { afterAll, beforeAll, expect, it } from 'vitest';
import { critical, openTicket } from './support/tickets.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
beforeAll(async () => {
  desk = await startWebDesk();
  await openTicket(desk.as('lead'), 'Nobody can sign in', critical);
}, 120_000);
afterAll(() => desk[Symbol.asyncDispose]());

it('all tabs of a browser share one stream, and another takes it over when the first is closed', async () => {
  const { page: first } = await desk.open('agent', '/queue');
  await first.getByText('Live · event').waitFor();
  const second = await first.context().newPage();
  // The first one's own stream may still be on its way.
  const streams: string[] = [];
  second.on('request', (request) => {
    if (request.url().includes('/events')) streams.push(request.url());
  });
  await second.goto(`${desk.url}/app/queue`);
  await second.getByText('Live · event').waitFor();
  expect(streams).toEqual([]);
  await openTicket(desk.as('lead'), 'Mail is down', critical);
  await second.getByText('Mail is down').waitFor();
  await first.close();
  await expect.poll(() => streams.length, { timeout: 30_000 }).toBe(1);
  expect(streams[0]).toMatch(/after=\d+$/);
  await openTicket(desk.as('lead'), 'Calendars are gone', critical);
  await second.getByText('Calendars are gone').waitFor();
});

it('a stream that is silent for 45 seconds does not look live, and countdowns go by the server’s clock', async () => {
  const { page } = await desk.open('agent', '/queue', { isHeadingAwaited: false });
  // A reader whose own clock is years off: what counts is the server's.
  await page.clock.install({ time: new Date('2020-01-01T00:00:00.000Z') });
  await page.goto(`${desk.url}/app/queue`);
  await page.locator('.countdown').first().waitFor();
  const text = () => page.locator('.countdown').first().innerText();
  const before = await text();
  expect(before).toMatch(/left$|^Paused|^Due now|^Overdue/);
  await page.getByText('Live · event').waitFor();
  await page.clock.fastForward(46_000);
  await page.getByText(/Not live since/).waitFor();
  await page.locator('.countdown[data-stale]').first().waitFor();
  expect(await text()).not.toMatch(/[-−]/);
});
