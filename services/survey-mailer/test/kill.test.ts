import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliveriesResponseSchema } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import { openHomeLedger } from '@caselog/installation';
import { openHome } from '@caselog/process';
import { defaultPolicy } from '@caselog/policy';
import type { TicketCommand } from '@caselog/ticket';
import { expect, it } from 'vitest';
import { auditMails } from '../../../test/support/mail-audit.ts';
import { startMailServer } from '../../../test/support/mail-server.ts';
import { freePort } from '../../../test/support/port.ts';
import { startService, type ServiceProcess } from '../../../test/support/process.ts';
import { solved } from './support/desk.ts';

const rounds = 2;
const ticketsARound = 4;

it('a mailer killed at any moment mails each survey once, or says why there is a second, and misses none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-mailer-kill-'));
  const home = await openHome(folder);
  const server = await startMailServer();
  const store = openHomeLedger(home, systemEnv);
  const initial = { ...defaultPolicy, survey: { ...defaultPolicy.survey, capPerPersonAndMonth: 1_000 } };
  const book = await openPolicyBook({ store, env: systemEnv, initial });
  const helpdesk = createHelpdesk({ store, env: systemEnv, rulebook: book });
  const port = String(await freePort());
  let mailer: ServiceProcess | undefined;
  const start = () =>
    (mailer = startService('services/survey-mailer/src/main.ts', [
      `--home=${folder}`,
      `--smtp=${server.url}`,
      `--port=${port}`,
      '--from=desk@desk.example',
    ]));
  let commands = 0;
  const give = async (ticketId: string | undefined, command: unknown): Promise<string> => {
    const commandId = `c-${(commands += 1)}`;
    const whose = ticketId === undefined ? {} : { ticketId };
    const answer = await helpdesk.execute({
      commandId,
      actor: 'a',
      command: command as TicketCommand,
      ...whose,
    });
    expect(answer.outcome).toBe('accepted');
    return answer.ticketId;
  };
  const opening = {
    type: 'OpenTicket',
    data: {
      requesterId: 'anna',
      requesterEmail: 'anna@example.com',
      language: 'en',
      subject: 's',
      channel: 'email',
      impact: { access: 'critical', who: 'one-user', workaround: 'none' },
    },
  };
  const tickets: string[] = [];
  try {
    // Its book begins before the tickets do, so that their notices are mailed too.
    await start().says(/mailer at work/);
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0) start();
      for (let count = 0; count < ticketsARound; count += 1) {
        const ticketId = await give(undefined, opening);
        tickets.push(ticketId);
        await give(ticketId, { type: 'ResolveTicket', data: solved });
      }
      // Any moment: while it starts, reads, hands a mail over or records one.
      const mailed = server.mails.length + Math.floor(systemEnv.random() * ticketsARound * 2);
      await expect.poll(() => server.mails.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(mailed);
      await mailer?.kill('SIGKILL');
    }
    await give(tickets[0], { type: 'ReopenTicket', data: { to: 'triaged' } });
    await give(tickets[0], { type: 'ResolveTicket', data: solved });
    start();
    const isSent = async (ticketId: string) =>
      (await helpdesk.load(ticketId))?.state.configuration.survey === 'sent';
    await expect
      .poll(async () => (await Promise.all(tickets.map(isSent))).filter((sent) => !sent).length, {
        timeout: 60_000,
      })
      .toBe(0);
    const secret = await readFile(home.file('keys', 'deliveries'), 'utf8');
    const told = await fetch(`http://127.0.0.1:${port}/mail/deliveries?kind=survey&status=recorded`, {
      headers: { authorization: `Bearer ${secret.trim()}` },
    });
    const { deliveries } = deliveriesResponseSchema.parse(await told.json());
    expect(deliveries.length).toBeGreaterThanOrEqual(tickets.length);
    expect(await mailer?.kill('SIGTERM')).toBe(0);
    const events: RecordedEvent[] = [];
    for await (const batch of store.readAll()) events.push(...batch);
    const arrived = server.mails.map(({ messageId }) => messageId ?? '');
    expect(auditMails(events, home.file('mailer.sqlite'), arrived)).toEqual({
      missing: [],
      unexplained: [],
      unasked: [],
    });
    // Of the ticket that was reopened, the first survey may have been cancelled in time.
    for (const ticketId of tickets.slice(1)) expect(arrived).toContain(`<survey.${ticketId}.1@desk.example>`);
    expect(arrived).toContain(`<survey.${tickets[0]}.2@desk.example>`);
    // Each ticket's first mail and its resolution, likewise: the kills took none away.
    expect(new Set(arrived.filter((id) => id.startsWith('<ticket.'))).size).toBe(tickets.length);
  } finally {
    await mailer?.kill('SIGKILL');
    await store.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
