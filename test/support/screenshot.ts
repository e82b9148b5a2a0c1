/**
 * Takes the picture of the page that the README shows: a desk with the demonstration history and a morning's tickets, in the system's
 * Chromium. Run it after the page has changed: `npx pnpm@12 exec node test/support/screenshot.ts`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type CaselogClient, type SendCommandRequest } from '@caselog/api-contract';
import { chromium } from 'playwright-core';
import { root } from '../root.ts';
import { startDesk, type RunningDesk } from './desk.ts';

type Impact = Parameters<CaselogClient['openTicket']>[0]['data']['impact'];
type Step = Pick<SendCommandRequest, 'type' | 'data'>;

const critical: Impact = { access: 'critical', who: 'many-users', workaround: 'none' };
const degraded: Impact = { access: 'degraded', who: 'collaboration', workaround: 'none' };
const avoidable: Impact = { access: 'degraded', who: 'one-user', workaround: 'exists' };
const wish: Impact = { access: 'not-as-wished', who: 'one-user', workaround: 'not-needed' };

const triage: Step = { type: 'TriageTicket', data: {} };
const ask: Step = {
  type: 'RequestData',
  data: {
    items: [{ itemId: 'logs', kind: 'log-files', text: 'Please send the sign-in log of this morning.' }],
  },
};
const escalate: Step = { type: 'EscalateTicket', data: { team: 'Directory', reason: 'Replication lags' } };
const refer: Step = {
  type: 'ReferTicket',
  data: { partnerId: 'Partner 3', brief: 'Gateway in your region' },
};
const assign = (assigneeId: string): Step => ({ type: 'AssignTicket', data: { assigneeId, team: null } });

const morning: readonly (readonly [subject: string, impact: Impact, steps: readonly Step[]])[] = [
  ['Nobody can sign in since 08:40', critical, [assign('Agent 4'), triage, escalate]],
  ['Shared calendars do not open', degraded, [assign('Agent 2'), triage, ask]],
  ['Password reset mails arrive late', degraded, [triage, refer]],
  ['Second factor asked twice on one laptop', avoidable, [assign('Agent 2'), triage]],
  ['Audit export stops at 10,000 rows', avoidable, []],
  ['Report in the colours of our brand', wish, []],
];

const fill = async ({ url, token }: RunningDesk): Promise<void> => {
  const client = createClient({ baseUrl: url, token });
  for (const [index, [subject, impact, steps]] of morning.entries()) {
    const { ticketId } = await client.openTicket({
      commandId: `picture-${index}`,
      occurredAt: new Date(Date.now() - (morning.length - index) * 17 * 60_000).toISOString(),
      data: { requesterId: `Requester ${index + 1}`, subject, channel: 'email', impact },
    });
    for (const [place, step] of steps.entries())
      await client.sendCommand(ticketId, {
        ...step,
        commandId: `picture-${index}-${place}`,
      } as SendCommandRequest);
  }
};

const picture = async ({ url, token }: RunningDesk, file: string): Promise<void> => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, deviceScaleFactor: 2 });
    await page.goto(`${url}/#token=${token}`);
    await page.waitForSelector('.queue tbody a');
    await page.waitForFunction(`document.getElementById('status').textContent.startsWith('Live')`);
    await page.locator('summary').click();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
};

const home = await mkdtemp(join(tmpdir(), 'caselog-picture-'));
try {
  const desk = await startDesk(home);
  try {
    await fill(desk);
    await mkdir(join(root, 'docs/images'), { recursive: true });
    await picture(desk, join(root, 'docs/images/desk.png'));
  } finally {
    await desk.stop();
  }
} finally {
  await rm(home, { recursive: true });
}
