import { createSimulatedEnv } from '@caselog/env/testing';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import { createMemoryStore } from '@caselog/event-store';
import type { QueueRowsResponse } from '@caselog/api-contract';
import { expect, it } from 'vitest';
import { bearer, opening, testDesk } from './desk.ts';

const hourMs = 3_600_000;

/** A desk whose Monday begins at the given hour UTC, and one ticket on it. */
const deskAt = async (start: string) => {
  const env = createSimulatedEnv(Date.parse(start));
  const book = await openPolicyBook({ store: createMemoryStore({ env }), env });
  const desk = await testDesk({}, (store) => ({
    env,
    book,
    helpdesk: createHelpdesk({ store, env, rulebook: book }),
  }));
  const { ticketId } = await desk.open();
  const entry = async () => {
    const answer = await desk.get(`/queue/rows?tickets=${ticketId}`);
    expect(answer.statusCode).toBe(200);
    const { now, rows } = answer.json<QueueRowsResponse>();
    expect(now).toBe(new Date(env.now()).toISOString());
    return rows[0]!;
  };
  const clock = async () => (await entry()).clock;
  const row = async () => (await entry()).row;
  const command = async (type: string, data: object = {}) => {
    const url = `/tickets/${ticketId}/commands`;
    const body = { commandId: `${type}-1`, type, data };
    const answer = await desk.app.inject({ method: 'POST', url, headers: bearer, payload: body });
    expect(answer.statusCode).toBe(200);
  };
  return { env, clock, row, command };
};

it('a running target counts the desk’s own time down to an instant that does not move', async () => {
  const { env, clock } = await deskAt('2026-03-04T18:00:00.000Z');
  const first = await clock();
  expect(first).toMatchObject({ owner: 'desk', target: { kind: 'first-response', state: 'running' } });
  await env.advance(hourMs / 2);
  const later = await clock();
  expect(later.target!.dueAt).toBe(first.target!.dueAt);
  expect(later.target!.remainingMs).toBe(first.target!.remainingMs! - hourMs / 2);
});

it('says when the hours hand the time on, and that it rests until they do again', async () => {
  const { env, clock } = await deskAt('2026-03-04T18:00:00.000Z');
  const open = await clock();
  const closesMs = Date.parse(open.changesAt!);
  await env.advance(closesMs - env.now());
  const closed = await clock();
  expect(closed.owner).toBe('closed-hours');
  expect(Date.parse(closed.changesAt!)).toBeGreaterThan(closesMs);
  await env.advance(hourMs);
  expect((await clock()).target!.remainingMs).toBe(closed.target!.remainingMs);
});

it('rests while the requester is waited for, and says that a target was met', async () => {
  const { clock, command } = await deskAt('2026-03-04T18:00:00.000Z');
  await command('RequestData', { items: [{ itemId: 'logs', kind: 'log-files', text: 'The logs, please.' }] });
  expect(await clock()).toMatchObject({ owner: 'requester', target: { state: 'paused', dueAt: null } });
  await command('SendReply', { channel: 'email', body: 'We look into it.' });
  expect((await clock()).target).toMatchObject({ kind: 'first-response', state: 'met' });
});

it('a missed target that is still owed goes before all others', async () => {
  const { env, clock } = await deskAt('2026-03-04T18:00:00.000Z');
  await env.advance(7 * 24 * hourMs);
  const { target } = await clock();
  expect(target).toMatchObject({ state: 'missed', remainingMs: null });
  expect(Date.parse(target!.missedAt!)).toBeLessThan(env.now());
});

it('gives a row as the ledger has it, also of a ticket that has left the queue', async () => {
  const { row, command } = await deskAt('2026-03-04T18:00:00.000Z');
  expect(await row()).toMatchObject({
    subject: opening.subject,
    priority: 'P1',
    lifecycle: 'opened',
    openedAt: '2026-03-04T18:00:00.000Z',
    waitingSince: '2026-03-04T18:00:00.000Z',
  });
  await command('ResolveTicket', { outcome: { kind: 'solved', whatWasDone: 'Restarted' } });
  expect(await row()).toMatchObject({ lifecycle: 'resolved' });
});
