import type { CaselogClient } from '@caselog/api-contract';
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

describe('A lead', () => {
  it('edits the policy in a form, sees faults at their place and what a draft changes, and publishes it', async () => {
    await lead.openTicket({
      commandId: 'open-1',
      data: {
        requesterId: 'requester-1',
        channel: 'email',
        subject: 'Nobody can sign in',
        impact: { access: 'critical', who: 'many-users', workaround: 'none' },
      },
    });
    const { page, faults } = await desk.open('lead', '/policy');
    const targets = page.locator('details', { has: page.getByRole('heading', { name: 'Targets' }) });
    await targets.locator('summary').click();
    const within = targets.getByRole('spinbutton', { name: 'Within' });
    await within.fill('');
    const fault = page.getByRole('alert').filter({ hasText: 'nothing can be published' });
    await fault.waitFor();
    await targets.getByText('1 to put right').waitFor();
    expect(await page.getByRole('button', { name: 'Publish …' }).isDisabled()).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await within.fill('2');
    await targets.getByLabel('Within: kind').selectOption({ label: 'Business hours' });
    expect(await within.inputValue()).toBe('2');
    await fault.waitFor({ state: 'detached' });
    await page.getByText('27 of 27 impacts change').waitFor();
    await page.getByText('1 of 1 open tickets have a priority with other hours').waitFor();
    // Nothing of it is lost by a reload.
    await page.reload();
    await page.getByText('27 of 27 impacts change').waitFor();
    await picture(page, 'policy');
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page.getByLabel('Why').fill('Customers wait too long.');
    await page.getByRole('button', { name: 'Yes, publish' }).click();
    await page.getByText('In force: reference-2').waitFor();
    expect((await lead.policy()).document).toMatchObject({ targets: [{ within: { businessHours: 2 } }] });

    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByText('Customers wait too long.').waitFor();
    await page.getByRole('row', { name: /Targets › 1 › within › businessHours added 2/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'policy-versions');
    expect(faults).toEqual([]);
  });

  it('keeps the draft when somebody else publishes meanwhile, and is told what they changed', async () => {
    const { page, faults } = await desk.open('lead', '/policy?view=json');
    const editor = page.getByLabel('The policy as JSON');
    const before = await editor.inputValue();
    await editor.fill(`${before},`);
    await page.getByRole('alert').filter({ hasText: 'JSON' }).waitFor();
    await editor.fill(before.replace('"wallDays": 14', '"wallDays": 21'));
    const { number, document } = await lead.policy();
    await lead.publishPolicy({
      commandId: 'others-1',
      document: { ...document, title: 'Another title' },
      basedOn: number,
    });
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page.getByRole('button', { name: 'Yes, publish' }).click();
    await page.getByText(`your draft began with version ${number} and is kept`).waitFor();
    await page.getByRole('link', { name: 'See what changed' }).click();
    await page.getByRole('row', { name: /Title changed .* Another title/ }).waitFor();
    await page.getByRole('link', { name: 'JSON' }).click();
    expect(await editor.inputValue()).toContain('"wallDays": 21');
    expect(faults).toEqual([]);
  });

  it('is the only one who finds the page', async () => {
    const { page } = await desk.open('agent', '/queue');
    expect(await page.getByRole('link', { name: 'Policy' }).count()).toBe(0);
  });
});
