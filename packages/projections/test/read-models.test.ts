import { toInstant } from '@caselog/env';
import { canHappen, evolve, type TicketEvent, type TicketState } from '@caselog/ticket';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { compareWithFold, openReadModels, readModelProjections } from '../src/index.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './support/ledger.ts';

/** A history in which some events happened earlier than the ones before them, as the rows of real logs do. */
const aHistoryWithWildTimes = (maxLength: number) =>
  fc
    .tuple(aHistory(maxLength), fc.array(fc.integer({ min: -100_000, max: 100 }), { minLength: 1 }))
    .map(([events, shiftsS]) => {
      let state: TicketState | undefined;
      return events.flatMap((original, i) => {
        const at = toInstant(Date.parse(original.at) + shiftsS[i % shiftsS.length]! * 1_000);
        const shifted: TicketEvent = { ...original, at };
        if (!canHappen(state, shifted)) return [];
        state = evolve(state, shifted);
        return [shifted];
      });
    });

/** Several tickets at once: whose turn it is, event by event. */
const manyHistories = fc.record({
  histories: fc.array(aHistoryWithWildTimes(40), { minLength: 1, maxLength: 8 }),
  turns: fc.infiniteStream(fc.nat()),
  batchSize: fc.integer({ min: 1, max: 60 }),
  rememberedMax: fc.integer({ min: 0, max: 4 }),
  /** After how many appends the read models are brought up to date, each time by a new process. */
  visits: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
});

describe('the read models', () => {
  it('equal a fresh fold of any ledger, whatever the batches, the memory and the restarts', async () => {
    await fc.assert(
      fc.asyncProperty(manyHistories, async ({ histories, turns, batchSize, rememberedMax, visits }) => {
        const store = aLedger();
        const db = await openReadModels({ path: ':memory:' });
        const tickets = histories.map((events) => ({ id: nextId(), left: [...events] }));
        const until = [...visits];
        let sinceVisit = 0;
        for (const turn of turns) {
          const going = tickets.filter(({ left }) => left.length > 0);
          if (going.length === 0) break;
          const ticket = going[turn % going.length]!;
          await append(store, ticket.id, [ticket.left.shift()!]);
          sinceVisit += 1;
          if (until[0] === undefined || sinceVisit < until[0]) continue;
          await catchUp(db, store, readModelProjections({ rememberedMax }), batchSize);
          until.shift();
          sinceVisit = 0;
        }
        await catchUp(db, store, readModelProjections({ rememberedMax }), batchSize);
        expect(await compareWithFold(db, store)).toEqual([]);
        await db.destroy();
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      'ticket',
      `update ticket set lifecycle = 'resolved', configuration = replace(configuration, 'triaged', 'escalated')`,
    ],
    ['ticket', `update ticket set subject = 'another'`],
    ['ticket', `update ticket_event set type = 'NoteAdded' where revision = 1`],
    ['ticket', `update ticket_event set data = '{}' where revision = 0`],
    ['ticket', `delete from ticket_event where revision = 1`],
    ['ticket', `delete from ticket`],
    ['queue', `update queue_ticket set is_open = 0`],
    ['queue', `update queue_ticket set priority = 'P1'`],
    ['queue', `delete from queue_ticket`],
    ['flow', `update flow_state set tickets = tickets + 1`],
    ['flow', `update flow_edge set total_ms = total_ms + 1`],
    ['flow', `update flow_edge set inferred = 1`],
    ['flow', `update flow_ticket set revision = revision + 1`],
    ['flow', `update projection_position set position = position + 1 where name = 'flow'`],
  ])('are found to differ (%s) after: %s', async (model, damage) => {
    const store = aLedger();
    const db = await openReadModels({ path: ':memory:' });
    await append(store, nextId(), [opening(minute(0)), event('TicketTriaged', minute(5), {})]);
    await catchUp(db, store);
    expect(await compareWithFold(db, store)).toEqual([]);

    await sql.raw(damage).execute(db);

    const differences = await compareWithFold(db, store);
    expect(differences.map((difference) => difference.model)).toContain(model);
    expect(new Set(differences.map((difference) => difference.model))).toEqual(new Set([model]));
    await db.destroy();
  });

  it('keep nothing personal in the queue and the flow, nor in a difference', async () => {
    const store = aLedger();
    const db = await openReadModels({ path: ':memory:' });
    const secret = 'Mallory Example';
    const reply = { channel: 'email', body: secret } as const;
    await append(store, nextId(), [
      opening(minute(0), { subject: secret, description: secret, requesterEmail: 'mallory@example.org' }),
      event('ReplySent', minute(1), reply),
      event('DataRequested', minute(2), { items: [{ itemId: 'logs', kind: 'log-files', text: secret }] }),
      event('RequesterReplied', minute(3), reply),
      event('TicketEscalated', minute(4), { team: null, reason: secret }),
      event('NoteAdded', minute(5), { body: secret }),
    ]);
    await catchUp(db, store);
    const rows = await Promise.all(
      (['queue_ticket', 'flow_ticket', 'flow_state', 'flow_edge', 'projection_position'] as const).map(
        (table) => db.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(rows)).not.toMatch(/mallory/i);

    await sql`update ticket set subject = 'Mallory Other'`.execute(db);
    await sql`update ticket_event set data = '{"body":"Mallory Other"}'`.execute(db);

    const differences = await compareWithFold(db, store);
    expect(differences.length).toBeGreaterThan(0);
    expect(JSON.stringify(differences)).not.toMatch(/mallory/i);
    await db.destroy();
  });
});
