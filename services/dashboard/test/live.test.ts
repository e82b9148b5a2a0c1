import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { registerPartner, registerRequester } from './support/people.ts';
import { critical, give, openTicket } from './support/tickets.ts';
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

it('requesters hear live what happens to their own tickets, and their pages stop asking', async () => {
  await registerRequester(desk.as('lead'));
  const asked = { subject: 'My screen is black', channel: 'chat', impact: critical } as const;
  const { ticketId } = await desk.as('requester').openTicket({ commandId: 'asked', data: asked });
  const { page, faults } = await desk.open('requester', '/help/requests');
  await page.getByRole('link', { name: 'My screen is black' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.clock.install();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  const readings = () => requests.filter((path) => path === `/tickets/${ticketId}`).length;
  await page.goto(`${desk.url}/app/help/requests/${ticketId}`);
  const reply = (body: string) =>
    give(desk.as('agent'), ticketId, { type: 'SendReply', data: { channel: 'chat', body } });
  await page.getByRole('heading', { name: 'My screen is black' }).waitFor();
  await reply('Good morning!');
  await page.getByText('Good morning!').waitFor();
  const before = readings();
  await page.clock.fastForward(20_000);
  await openTicket(desk.as('lead'), 'Of somebody else', critical);
  await reply('Is it plugged in?');
  await page.getByText('Is it plugged in?').waitFor();
  expect(readings() - before).toBe(1);
  expect(new Set(requests.filter((path) => path.endsWith('/events')))).toEqual(new Set(['/my/events']));
  expect(faults).toEqual([]);
});

it('partners hear live what happens while a ticket is referred to them', async () => {
  await registerPartner(desk.as('lead'));
  const ticketId = await openTicket(desk.as('lead'), 'The line is dead', critical);
  const referral = { partnerId: 'partner-demo', brief: 'Please check the line.' };
  await give(desk.as('agent'), ticketId, { type: 'ReferTicket', data: referral });
  const { page, faults } = await desk.open('partner', `/tickets/${ticketId}`);
  await page.locator('.entry', { hasText: 'Please check the line.' }).waitFor();
  await page.getByText(/^Live · /).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const reply = { channel: 'chat', body: 'We are on it.' } as const;
  await give(desk.as('partner'), ticketId, { type: 'SendReply', data: reply });
  await page.locator('.entry', { hasText: 'We are on it.' }).waitFor();
  await page.getByText(/^Live · event \d/).waitFor();
  expect(faults).toEqual([]);
});
