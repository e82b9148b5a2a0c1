import type { CaselogClient } from '@caselog/api-contract';
import { systemEnv, toInstant } from '@caselog/env';
import { openHomeLedger } from '@caselog/installation/ledger';
import { openHome } from '@caselog/process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { picture } from './support/picture.ts';
import { startWebDesk, type WebDesk } from './support/web-desk.ts';

let desk: WebDesk;
let lead: CaselogClient;
beforeAll(async () => {
  desk = await startWebDesk();
  lead = desk.as('lead');
}, 120_000);
afterAll(() => desk[Symbol.asyncDispose]());

/** Writes an event into the ledger as a program of a later version would, beside the desk's own process. */
const appendUnreadable = async (folder: string, ticketId: string): Promise<void> => {
  const store = openHomeLedger(await openHome(folder), systemEnv);
  const at = toInstant(systemEnv.now());
  const metadata = {
    commandId: 'of-tomorrow',
    actor: 'service:tomorrow',
    occurredAt: at,
    recordedAt: at,
    schemaVersion: 99,
  };
  const event = { id: systemEnv.uuid(), type: 'TicketTriaged', data: {}, metadata };
  await store.append(`ticket-${ticketId}`, [event], 'any');
  await store.close();
};

const open = (commandId: string) =>
  lead.openTicket({
    commandId,
    data: {
      requesterId: 'requester-1',
      requesterEmail: 'anna@example.com',
      channel: 'email',
      subject: 'Nobody can sign in',
      impact: { access: 'critical', who: 'many-users', workaround: 'none' },
    },
  });

describe('The operations page', () => {
  it('shows how far the relay and each read model have come, as it happens', async () => {
    const { page, faults } = await desk.open('lead', '/operations');
    const relay = page.getByRole('row', { name: /in this process/ });
    await relay.getByText('up to date').waitFor();
    const { head } = await lead.deskStatus();
    await relay.getByText(String(head), { exact: true }).waitFor();
    await open('open-1');
    await relay.getByText(String(head + 1), { exact: true }).waitFor();
    for (const model of ['queue', 'ticket', 'flow'])
      await page.getByRole('row', { name: new RegExp(`^${model} .*up to date`) }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows what became of every mail, without an address', async () => {
    const { ticketId } = await open('open-2');
    const { page, faults } = await desk.open('lead', '/operations');
    const mail = page.getByRole('row').filter({ hasText: ticketId });
    await mail.getByText('sent and recorded').waitFor();
    await mail.getByText('Request received').waitFor();
    await page.getByText('The mail server takes mail.').waitFor();
    await page.getByRole('link', { name: /^bounced/ }).click();
    await page.getByText('No mail of this kind.').waitFor();
    expect(page.url()).toContain('mail=bounced');
    await page.goBack();
    await mail.waitFor();
    expect(await page.content()).not.toContain('anna@example.com');
    await picture(page, 'operations');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(faults).toEqual([]);
  });

  it('holds a ticket whose event no reader can take, and lets it go on behind it with a reason', async () => {
    const { ticketId } = await open('open-3');
    await appendUnreadable(desk.home, ticketId);
    const { page, faults } = await desk.open('lead', '/operations');
    const lane = page.getByRole('row', { name: new RegExp(`^queue ${ticketId}`) });
    await lane.getByText('NewerSchemaError').waitFor({ timeout: 60_000 });
    await lane.getByRole('link', { name: 'Look into it' }).click();
    await page.getByText('Revision 1: TicketTriaged').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'operations-quarantine');
    const release = page.getByRole('button', { name: 'Release: try it again' });
    await release.click();
    // While its reader goes on with it there is nothing to decide; it stops at the same event again.
    await expect.poll(() => release.isEnabled(), { timeout: 20_000 }).toBe(true);
    await lane.getByText(/tried (?!1 )\d+ ×/).waitFor();
    await page.getByRole('button', { name: 'Skip the event …' }).click();
    await page.getByRole('button', { name: 'Skip the event', exact: true }).click();
    await page.getByRole('alert').getByText('A reason is needed').waitFor();
    await page.getByLabel('Why may revision 1 be left out?').fill('Written by a program of tomorrow.');
    await page.getByRole('button', { name: 'Skip the event', exact: true }).click();
    await lane.waitFor({ state: 'detached' });
    await page.getByText('Skipped events').click();
    await page.getByText('Written by a program of tomorrow.').waitFor();
    expect(faults).toEqual([]);
  });

  it('rebuilds a read model beside the live one, and says how far it is', async () => {
    const { page, faults } = await desk.open('lead', '/operations');
    const flow = page.getByRole('row', { name: /^flow / });
    await flow.getByRole('button', { name: 'Rebuild flow' }).click();
    await flow.getByText(/swapped in at event/).waitFor();
    await flow.getByText('up to date').waitFor();
    expect(faults).toEqual([]);
  });

  it('is for leads', async () => {
    const { page } = await desk.open('agent', '/queue');
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
  });
});
