import type { QuarantineStore } from '@caselog/broadcast';
import { quarantinesIn } from '@caselog/database';
import { NewerSchemaError, StoreUnavailableError } from '@caselog/event-store';
import type { Helpdesk } from '@caselog/helpdesk';
import { describe, expect, it } from 'vitest';
import { aClock, aDesk, dayMs, hourMs, linesOf, open, triageAnew, typesOf } from './support.ts';
import type { Desk } from './support.ts';

/** What `caselog quarantine` works with. */
const withQuarantine = async <Result>(
  { folder, env }: Desk,
  work: (quarantine: QuarantineStore) => Promise<Result>,
): Promise<Result> => {
  const [file] = await quarantinesIn(folder, { env });
  if (!file) throw new Error('there is no quarantine');
  try {
    return await work(file.quarantine);
  } finally {
    await file.close();
  }
};
const heldIn = (desk: Desk) => withQuarantine(desk, (quarantine) => quarantine.list());
const warnings = (desk: Desk) => linesOf(desk).filter(({ level }) => level === 40);

/** A program that reads everything of this ticket but, until `reads` says so, its newest shape. */
const readingLater = (desk: Desk, ticketId: string, reads: () => boolean): Helpdesk => {
  const refuse = () =>
    new NewerSchemaError({ stream: `ticket-${ticketId}`, revision: 1, type: 'TicketTriaged' }, 99, 1);
  return {
    load: async (id) => {
      if (id === ticketId && !reads()) throw refuse();
      return desk.helpdesk.load(id);
    },
    execute: (envelope) => desk.helpdesk.execute(envelope),
  };
};

describe('A ticket that cannot be read', () => {
  it('is held back with its reason, and every other ticket has its deadlines', async () => {
    const desk = await aDesk();
    const bad = await open(desk);
    await triageAnew(desk, bad);
    const good = await open(desk, 'Another');
    const clock = await aClock(desk);
    await desk.env.advance(2 * dayMs);
    expect(await typesOf(desk, good)).toEqual(['TargetWarned', 'TargetMissed']);
    expect(clock.position()).toBeGreaterThan(2);
    expect(await heldIn(desk)).toMatchObject([
      {
        reader: 'clock',
        stream: `ticket-${bad}`,
        revision: 1,
        position: 3,
        eventType: 'TicketTriaged',
        status: 'held',
        reason: expect.stringContaining('NewerSchemaError') as unknown,
      },
    ]);
    expect(warnings(desk)).toMatchObject([{ ticketId: bad, position: 3, eventType: 'TicketTriaged' }]);
  });

  it('is told once, however many of its events follow', async () => {
    const desk = await aDesk();
    const bad = await open(desk);
    await aClock(desk);
    for (let count = 0; count < 3; count += 1) {
      await triageAnew(desk, bad);
      await desk.env.advance(hourMs);
    }
    expect(await heldIn(desk)).toMatchObject([{ revision: 1 }]);
    expect(warnings(desk)).toHaveLength(1);
  });

  it('stops nobody when its deadline was worked out by a newer program', async () => {
    const desk = await aDesk();
    const bad = await open(desk);
    const first = await aClock(desk);
    await desk.env.advance(hourMs);
    await first.close();
    const good = await open(desk, 'Another');
    const failing: Helpdesk = {
      load: (id) => desk.helpdesk.load(id),
      execute: async (envelope) => {
        if (envelope.ticketId !== bad) return desk.helpdesk.execute(envelope);
        throw new NewerSchemaError({ stream: `ticket-${bad}`, revision: 0, type: 'TicketOpened' }, 99, 1);
      },
    };
    await aClock(desk, 'clock', failing);
    await desk.env.advance(2 * dayMs);
    expect(await typesOf(desk, good)).toEqual(['TargetWarned', 'TargetMissed']);
    expect(await heldIn(desk)).toMatchObject([{ stream: `ticket-${bad}` }]);
  });

  it('has its deadlines again when a newer program starts', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    const older = await aClock(
      desk,
      'clock',
      readingLater(desk, ticketId, () => false),
    );
    await desk.env.advance(hourMs);
    await older.close();
    expect(await heldIn(desk)).toHaveLength(1);
    await aClock(desk);
    await desk.env.advance(2 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
    expect(await heldIn(desk)).toEqual([]);
  });

  it('has its deadlines again when it is released, and is held again when that came too early', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    let canRead = false;
    await aClock(
      desk,
      'clock',
      readingLater(desk, ticketId, () => canRead),
    );
    await desk.env.advance(hourMs);
    const release = () => withQuarantine(desk, (all) => all.release('clock', `ticket-${ticketId}`));
    expect(await release()).toBe(true);
    await desk.env.advance(2 * hourMs);
    expect(await heldIn(desk)).toMatchObject([{ status: 'held', attempts: 2 }]);
    canRead = true;
    await release();
    await desk.env.advance(2 * dayMs);
    expect(await heldIn(desk)).toEqual([]);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
  });

  it('is left without deadlines, and off the list, once its event is skipped', async () => {
    const desk = await aDesk();
    const bad = await open(desk);
    await triageAnew(desk, bad);
    const clock = await aClock(desk);
    await desk.env.advance(hourMs);
    const decision = { by: 'lead', why: 'a trial', at: '2026-03-02T18:00:00.000Z' };
    await withQuarantine(desk, (all) => all.skip('clock', `ticket-${bad}`, 1, decision));
    await desk.env.advance(2 * hourMs);
    await triageAnew(desk, bad);
    await desk.env.advance(2 * dayMs);
    expect(await heldIn(desk)).toEqual([]);
    expect(clock.waiting()).toBe(0);
    expect(warnings(desk)).toHaveLength(1);
  });

  it('is held after a few attempts when what fails on it is not its history', async () => {
    const desk = await aDesk();
    const bad = await open(desk);
    const good = await open(desk, 'Another');
    let attempts = 0;
    const failing: Helpdesk = {
      load: (id) => desk.helpdesk.load(id),
      execute: async (envelope) => {
        if (envelope.ticketId !== bad) return desk.helpdesk.execute(envelope);
        attempts += 1;
        throw new RangeError('a fault of the program');
      },
    };
    await aClock(desk, 'clock', failing);
    await desk.env.advance(2 * dayMs);
    expect(attempts).toBe(5);
    expect(await heldIn(desk)).toMatchObject([{ stream: `ticket-${bad}`, attempts: 5 }]);
    expect(await typesOf(desk, good)).toEqual(['TargetWarned', 'TargetMissed']);
  });

  it('keeps the line waiting, and nothing is held, while the ledger itself is away', async () => {
    const desk = await aDesk();
    const ticketId = await open(desk);
    let isAway = true;
    const away: Helpdesk = {
      load: async (id) => {
        if (isAway) throw new StoreUnavailableError('away');
        return desk.helpdesk.load(id);
      },
      execute: (envelope) => desk.helpdesk.execute(envelope),
    };
    await aClock(desk, 'clock', away);
    await desk.env.advance(hourMs);
    expect(await heldIn(desk)).toEqual([]);
    isAway = false;
    await desk.env.advance(2 * dayMs);
    expect(await typesOf(desk, ticketId)).toEqual(['TargetWarned', 'TargetMissed']);
  });
});

describe('The checkpoint of the clock', () => {
  it('moves on over events of other streams', async () => {
    const desk = await aDesk();
    const clock = await aClock(desk);
    await desk.env.advance(1);
    const at = '2026-03-02T17:00:00.000Z';
    const other = (index: number) => ({
      id: desk.env.uuid(),
      type: 'Other',
      data: { index },
      metadata: { commandId: `c-${index}`, actor: 'a', occurredAt: at, recordedAt: at, schemaVersion: 1 },
    });
    await desk.store.append(
      'other-1',
      Array.from({ length: 1_500 }, (_, index) => other(index)),
      'any',
    );
    await desk.env.advance(1);
    expect(clock.position()).toBeGreaterThanOrEqual(1_000);
  });
});
