import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toInstant } from '@caselog/env';
import { createSimulatedEnv, type SimulatedEnv } from '@caselog/env/testing';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook, type Helpdesk, type PolicyBook } from '@caselog/helpdesk';
import { createLog } from '@caselog/process';
import { commandSchema, type CommandType } from '@caselog/ticket';
import { afterEach, describe, expect, it } from 'vitest';
import { startSlaClock, type SlaClock } from '../src/index.ts';

/** Monday 2 March 2026, 09:00 in Los Angeles. */
const monday = Date.parse('2026-03-02T17:00:00.000Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const folders: string[] = [];
const clocks: SlaClock[] = [];
afterEach(async () => {
  await Promise.all(clocks.splice(0).map((clock) => clock.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Desk {
  readonly env: SimulatedEnv;
  readonly store: EventStore;
  readonly book: PolicyBook;
  readonly helpdesk: Helpdesk;
  readonly folder: string;
}

const aDesk = async (): Promise<Desk> => {
  const env = createSimulatedEnv(monday);
  const store = createMemoryStore({ env });
  const book = await openPolicyBook({ store, env });
  const folder = mkdtempSync(join(tmpdir(), 'caselog-clock-'));
  folders.push(folder);
  return { env, store, book, helpdesk: createHelpdesk({ store, env, rulebook: book }), folder };
};
const aClock = ({ env, store, book, helpdesk, folder }: Desk, name = 'clock', by = helpdesk): SlaClock => {
  const clock = startSlaClock({
    helpdesk: by,
    policies: book,
    follow: (wanted) => store.subscribe(wanted),
    env,
    log: createLog({ level: 'silent' }),
    bookPath: join(folder, `${name}.sqlite`),
    sleepMsMax: hourMs,
  });
  clocks.push(clock);
  return clock;
};
const give = async (
  { helpdesk }: Desk,
  ticketId: string | undefined,
  type: CommandType,
  data: object = {},
) => {
  const answer = await helpdesk.execute({
    commandId: `${type}-${ticketId ?? 'new'}-${JSON.stringify(data).length}`,
    actor: 'agent-1',
    command: commandSchema.parse({ type, data }),
    ...(ticketId === undefined ? {} : { ticketId }),
  });
  if (answer.outcome !== 'accepted') throw new Error(`${type} was ${answer.outcome}`);
  return answer.ticketId;
};
const open = (desk: Desk) =>
  give(desk, undefined, 'OpenTicket', {
    requesterId: 'requester-1',
    channel: 'email',
    subject: 'Sign-in fails',
    impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
  });
const ask = (desk: Desk, ticketId: string) =>
  give(desk, ticketId, 'RequestData', {
    items: [{ itemId: 'logs', kind: 'log-files', text: 'the log files' }],
  });
const reply = { channel: 'email', body: 'We are on it.' };
const recordsOf = async ({ helpdesk }: Desk, ticketId: string) =>
  (await helpdesk.load(ticketId))?.history
    .filter((event) => event.metadata.actor === 'sla-clock')
    .map(({ type, data, metadata }) => ({ type, data, at: metadata.occurredAt })) ?? [];
const typesOf = async (desk: Desk, ticketId: string) =>
  (await recordsOf(desk, ticketId)).map(({ type }) => type);
const due = (ms: number) => toInstant(monday + ms);

describe('The SLA clock', () => {
  it('warns of a target and records its miss at the moments they fall due', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    aClock(desk);
    await desk.env.advance(2 * dayMs);
    expect(await recordsOf(desk, ticketId)).toMatchObject([
      { type: 'TargetWarned', data: { dueAt: due(7.5 * hourMs) } },
      { type: 'TargetMissed', data: { target: 'first-response', dueAt: due(dayMs) }, at: due(dayMs) },
    ]);
  });

  it('records nothing for a target that was met in time', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    aClock(desk);
    await desk.env.advance(hourMs);
    await give(desk, ticketId, 'SendReply', reply);
    await desk.env.advance(5 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual([]);
  });

  it('holds an imported ticket to no promise of this desk', async () => {
    const desk = await aDesk();
    const source = { log: 'old-desk', caseId: '7' };
    const ticketId = await give(desk, undefined, 'OpenFromLog', {
      requesterId: 'caller-1',
      subject: '7',
      priority: 'P1',
      source,
    });
    aClock(desk);
    await desk.env.advance(5 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual([]);
  });

  it('fires late after it was down, and records when it was due', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await desk.env.advance(3 * dayMs);
    await give(desk, ticketId, 'SendReply', reply);
    await desk.env.advance(dayMs);
    aClock(desk);
    await desk.env.advance(1);
    expect(await recordsOf(desk, ticketId)).toMatchObject([
      { type: 'TargetMissed', data: { dueAt: due(dayMs) }, at: due(4 * dayMs) },
    ]);
    expect((await desk.helpdesk.load(ticketId))?.state.configuration.firstResponse).toBe('missed');
  });

  it('leaves one record however many clocks run', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    for (const name of ['a', 'b', 'c', 'd']) aClock(desk, name);
    await desk.env.advance(2 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
  });

  it('leaves one record when it dies between the ledger’s answer and its own note of it', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    let deaths = 0;
    const dying: Helpdesk = {
      load: (id) => desk.helpdesk.load(id),
      execute: async (envelope) => {
        const answer = await desk.helpdesk.execute(envelope);
        deaths += 1;
        throw new Error(`killed after ${answer.outcome}`);
      },
    };
    aClock(desk, 'clock', dying);
    await desk.env.advance(2 * dayMs);
    expect(deaths).toBeGreaterThanOrEqual(2);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
  });

  it('leaves one record when it is restarted and when its clock jumps ahead and back', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    const first = aClock(desk);
    await desk.env.advance(hourMs);
    await first.close();
    desk.env.jumpTo(monday + 3 * dayMs);
    aClock(desk);
    await desk.env.advance(1);
    desk.env.jumpTo(monday + 2 * hourMs);
    await desk.env.advance(3 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
  });

  it('reminds a silent requester and closes the ticket in the end', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await give(desk, ticketId, 'SendReply', reply);
    await ask(desk, ticketId);
    aClock(desk);
    await desk.env.advance(16 * dayMs);
    expect(await recordsOf(desk, ticketId)).toMatchObject([
      { type: 'ReminderIssued', data: { number: 1 } },
      { type: 'ReminderIssued', data: { number: 2 } },
      { type: 'TicketResolved', data: { outcome: { kind: 'no-reply' } } },
      { type: 'SurveySuppressed' },
    ]);
  });

  it('does not close a ticket whose requester spoke after the row was worked out', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await give(desk, ticketId, 'SendReply', reply);
    await ask(desk, ticketId);
    const late: Helpdesk = {
      load: (id) => desk.helpdesk.load(id),
      execute: async (envelope) => {
        // The requester's word reaches the ledger just before the clock's.
        if (envelope.command.type === 'ResolveTicket')
          await give(desk, ticketId, 'RecordRequesterReply', reply);
        return desk.helpdesk.execute(envelope);
      },
    };
    aClock(desk, 'clock', late);
    await desk.env.advance(20 * dayMs);
    expect((await desk.helpdesk.load(ticketId))?.state.configuration.lifecycle).toBe('opened');
  });

  it('ends an unanswered survey and the reopening window', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await give(desk, ticketId, 'ResolveTicket', { outcome: { kind: 'answered', answer: 'yes' }, reply });
    const clock = aClock(desk);
    await desk.env.advance(20 * dayMs);
    expect((await typesOf(desk, ticketId)).toSorted()).toEqual(['ReopenWindowClosed', 'SurveyLapsed']);
    expect((await desk.helpdesk.load(ticketId))?.state.configuration.lifecycle).toBe('surveyed');
    expect(clock.waiting()).toBe(0);
  });
});
