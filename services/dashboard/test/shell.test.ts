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
