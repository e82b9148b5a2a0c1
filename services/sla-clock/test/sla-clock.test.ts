import type { Helpdesk } from '@caselog/helpdesk';
import { describe, expect, it } from 'vitest';
import {
  aClock,
  aDesk,
  ask,
  dayMs,
  due,
  give,
  hourMs,
  monday,
  open,
  recordsOf,
  reply,
  typesOf,
} from './support.ts';

describe('The SLA clock', () => {
  it('warns of a target and records its miss at the moments they fall due', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await aClock(desk);
    await desk.env.advance(2 * dayMs);
    expect(await recordsOf(desk, ticketId)).toMatchObject([
      { type: 'TargetWarned', data: { dueAt: due(7.5 * hourMs) } },
      { type: 'TargetMissed', data: { target: 'first-response', dueAt: due(dayMs) }, at: due(dayMs) },
    ]);
  });

  it('records nothing for a target that was met in time', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await aClock(desk);
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
    await aClock(desk);
    await desk.env.advance(5 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual([]);
  });

  it('fires late after it was down, and records when it was due', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await desk.env.advance(3 * dayMs);
    await give(desk, ticketId, 'SendReply', reply);
    await desk.env.advance(dayMs);
    await aClock(desk);
    await desk.env.advance(1);
    expect(await recordsOf(desk, ticketId)).toMatchObject([
      { type: 'TargetMissed', data: { dueAt: due(dayMs) }, at: due(4 * dayMs) },
    ]);
    expect((await desk.helpdesk.load(ticketId))?.state.configuration.firstResponse).toBe('missed');
  });

  it('leaves one record however many clocks run', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    for (const name of ['a', 'b', 'c', 'd']) await aClock(desk, name);
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
    await aClock(desk, 'clock', dying);
    await desk.env.advance(2 * dayMs);
    expect(deaths).toBeGreaterThanOrEqual(2);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
  });

  it('leaves one record when it is restarted and when its clock jumps ahead and back', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    const first = await aClock(desk);
    await desk.env.advance(hourMs);
    await first.close();
    desk.env.jumpTo(monday + 3 * dayMs);
    await aClock(desk);
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
    await aClock(desk);
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
    await aClock(desk, 'clock', late);
    await desk.env.advance(20 * dayMs);
    expect((await desk.helpdesk.load(ticketId))?.state.configuration.lifecycle).toBe('opened');
  });

  it('ends an unanswered survey and the reopening window', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    await give(desk, ticketId, 'ResolveTicket', { outcome: { kind: 'answered', answer: 'yes' }, reply });
    const clock = await aClock(desk);
    await desk.env.advance(20 * dayMs);
    expect((await typesOf(desk, ticketId)).toSorted()).toEqual(['ReopenWindowClosed', 'SurveyLapsed']);
    expect((await desk.helpdesk.load(ticketId))?.state.configuration.lifecycle).toBe('surveyed');
    expect(clock.waiting()).toBe(0);
  });
});
