import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
beforeAll(async () => {
  desk = await startWebDesk();
}, 120_000);
afterAll(() => desk[Symbol.asyncDispose]());

it('signs in with the printed link, which leaves nothing of the token behind, and signs out', async () => {
  const { page, faults } = await desk.open(undefined, `/queue#token=${desk.tokenOf('agent')}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Queue', exact: true }).waitFor();
  expect(page.url()).toBe(`${desk.url}/app/queue`);
  const stored = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
  );
  expect(stored).not.toContain(desk.tokenOf('agent').slice(0, 20));
  await page.getByText('Live · event').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Caselog' }).waitFor();
  await page.goto(`${desk.url}/app/queue`);
  await page.getByRole('heading', { name: 'Sign in to Caselog' }).waitFor();
  expect(faults).toEqual([]);
});

it('says why a token is refused, beside the field', async () => {
  const { page } = await desk.open(undefined, '/sign-in');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByLabel('Token').fill('no such token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('not valid here').waitFor();
});

it('has a help on keys and a palette, which give the focus back and can switch the keys off', async () => {
  const { page, faults } = await desk.open('lead', '/queue');
  await page.getByRole('link', { name: 'Queue' }).focus();
  await page.keyboard.press('Shift+?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.getByText('Claim').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await help.getByLabel('Single keys are on').uncheck();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Queue');
  await page.keyboard.press('Shift+?');
  expect(await help.count()).toBe(0);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('A page, a command or the id of a ticket').fill('show the');
  await page.keyboard.press('Enter');
  await help.getByLabel('Single keys are on').check();
  await help.getByRole('button', { name: 'Close' }).click();
  await help.waitFor({ state: 'detached' });
  // The focus may still be on its way back from what is closed.
  const asked = async () => {
    await page.keyboard.press('Shift+?');
    return help.count();
  };
  await expect.poll(asked, { timeout: 20_000 }).toBe(1);
  expect(faults).toEqual([]);
});

it('can be read at 320 px without scrolling sideways, and by who wants no motion', async () => {
  const { page, faults } = await desk.open('lead', '/queue', {
    viewport: { width: 320, height: 640 },
    reducedMotion: 'reduce',
  });
  const overflowPx = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflowPx()).toBeLessThanOrEqual(0);
  const motion = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--motion'),
  );
  expect(motion.trim()).toMatch(/^0m?s$/);
  expect(await axeFindings(page)).toEqual([]);
  expect(faults).toEqual([]);
});

it.each(['/no-such-page', '/tickets/0198f3a0-0000-7000-8000-000000000001'])(
  'says what is wrong with %s so that everybody can read it',
  async (path) => {
    const { page } = await desk.open('agent', path);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  },
);

it('is served under a policy that lets nothing else run, in files that browsers keep, at any path', async () => {
  const page = await fetch(`${desk.url}/app/queue?priority=P1`);
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toMatch(
    /default-src 'none';script-src 'self';style-src 'self'/,
  );
  expect(html).not.toMatch(/<script>|<style|style=|\son\w+=|javascript:/i);
  expect(html).toContain('rel="modulepreload"');
  const [script] = /\/app\/assets\/[\w.-]+\.js/.exec(html)!;
  const file = await fetch(desk.url + script, { headers: { 'accept-encoding': 'br' } });
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(file.headers.get('content-encoding')).toBe('br');
  expect((await fetch(`${desk.url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/app/');
  expect((await fetch(`${desk.url}/app/assets/none.js`)).status).toBe(404);
});

it.each([
  ['help', 'fr-CA, en;q=0.5', 'fr'],
  ['help/requests', 'sv, ja;q=0.8', 'ja'],
  ['sign-in', 'pl', 'pl'],
  ['help', 'sv', 'en'],
  ['queue', 'fr', 'en'],
])(
  'tells the language of /%s to whoever accepts %s before any script has run',
  async (path, accepted, language) => {
    const page = await fetch(`${desk.url}/app/${path}`, { headers: { 'accept-language': accepted } });
    expect(await page.text()).toContain(`<html lang="${language}" dir="ltr">`);
    expect(page.headers.get('vary')).toContain('accept-language');
  },
);
