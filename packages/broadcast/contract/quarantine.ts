import type { QuarantinedLane, QuarantineStore } from '@caselog/broadcast';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** One quarantine to test. */
export interface QuarantineHarness {
  /** A handle on it; each call stands for another process where the adapter allows one. */
  open(): Promise<QuarantineStore>;
  /** Frees all that was opened, and empties it. */
  close(): Promise<void>;
}

export interface QuarantineContract {
  readonly name: string;
  start(): Promise<QuarantineHarness>;
}

const instant = (second: number): string => new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString();

const aLane = (number: number, differing: Partial<QuarantinedLane> = {}): QuarantinedLane => ({
  reader: 'mailer',
  stream: `ticket-${number}`,
  revision: 4,
  position: 2 ** 40 + number,
  eventId: `00000000-0000-4000-8000-00000000000${number}`,
  eventType: 'TicketResolved',
  reason: 'TypeError: no such field',
  attempts: 5,
  since: instant(number),
  status: 'held',
  nextTryAt: number === 3 ? instant(59) : null,
  resumeRevision: 4,
  ...differing,
});

const decision = { by: 'lead-7', why: 'sent by hand', at: instant(30) };

/** What a quarantine must do, whatever it is kept in. Run it on every adapter. */
export function quarantineContract(contract: QuarantineContract): void {
  let harness: QuarantineHarness;
  let quarantine: QuarantineStore;
  const parked = async (...lanes: readonly QuarantinedLane[]) => {
    for (const lane of lanes) await quarantine.park(lane);
  };

  describe(`${contract.name} as a quarantine`, () => {
    beforeEach(async () => {
      harness = await contract.start();
      quarantine = await harness.open();
    });
    afterEach(() => harness.close());

    test('is empty at first', async () => {
      expect(await quarantine.list()).toEqual([]);
      expect(await quarantine.skipped()).toEqual([]);
      expect(await quarantine.get('mailer', 'ticket-1')).toBeUndefined();
    });

    test('lists lanes oldest first, of one reader or of all, as they were written', async () => {
      const other = aLane(2, { reader: 'clock', stream: 'ticket-1' });
      await parked(aLane(3), other, aLane(1));
      expect(await quarantine.list('mailer')).toEqual([aLane(1), aLane(3)]);
      expect(await quarantine.list()).toEqual([aLane(1), other, aLane(3)]);
      expect(await quarantine.list('nobody')).toEqual([]);
      expect(await quarantine.get('clock', 'ticket-1')).toEqual(other);
    });

    test('shows other processes at once what one of them wrote', async () => {
      await parked(aLane(1));
      const other = await harness.open();
      expect(await other.list()).toEqual([aLane(1)]);
      expect(await other.release('mailer', 'ticket-1')).toBe(true);
      expect(await quarantine.get('mailer', 'ticket-1')).toMatchObject({ status: 'released' });
    });

    test('keeps one row a lane: another stop of it replaces the first', async () => {
      const again = aLane(1, { revision: 6, resumeRevision: 6, attempts: 2, since: instant(9) });
      await parked(aLane(1), again);
      expect(await quarantine.list()).toEqual([again]);
    });

    test('releases what is held, once, and touches no other lane', async () => {
      await parked(aLane(1), aLane(2), aLane(1, { reader: 'clock' }));
      expect(await quarantine.release('mailer', 'ticket-1')).toBe(true);
      expect(await quarantine.release('mailer', 'ticket-1')).toBe(false);
      expect(await quarantine.release('mailer', 'ticket-9')).toBe(false);
      const statuses = (await quarantine.list()).map(({ reader, stream, status }) =>
        [reader, stream, status].join(' '),
      );
      expect(statuses.toSorted()).toEqual([
        'clock ticket-1 held',
        'mailer ticket-1 released',
        'mailer ticket-2 held',
      ]);
    });

    test('notes how far a released lane has come, and forgets one that has caught up', async () => {
      await parked(aLane(1), aLane(2));
      await quarantine.release('mailer', 'ticket-1');
      await quarantine.advance('mailer', 'ticket-1', 7);
      expect(await quarantine.get('mailer', 'ticket-1')).toEqual(
        aLane(1, { status: 'released', resumeRevision: 7 }),
      );
      await quarantine.remove('mailer', 'ticket-1');
      expect(await quarantine.list()).toEqual([aLane(2)]);
    });

    test('skips the event a lane is held at, with who and why, and lets the lane go on behind it', async () => {
      await parked(aLane(1));
      expect(await quarantine.skip('mailer', 'ticket-1', 4, decision)).toBe(true);
      expect(await quarantine.get('mailer', 'ticket-1')).toEqual(
        aLane(1, { status: 'released', resumeRevision: 5 }),
      );
      const { reader, stream, revision, position, eventId, eventType, reason } = aLane(1);
      expect(await quarantine.skipped('mailer')).toEqual([
        { reader, stream, revision, position, eventId, eventType, reason, ...decision },
      ]);
      await quarantine.remove('mailer', 'ticket-1');
      expect(await quarantine.skipped()).toHaveLength(1);
    });

    test('skips nothing but what the lane is held at', async () => {
      await parked(aLane(1));
      expect(await quarantine.skip('mailer', 'ticket-1', 3, decision)).toBe(false);
      expect(await quarantine.skip('mailer', 'ticket-2', 4, decision)).toBe(false);
      await quarantine.release('mailer', 'ticket-1');
      expect(await quarantine.skip('mailer', 'ticket-1', 4, decision)).toBe(false);
      expect(await quarantine.skipped()).toEqual([]);
    });

    test('lists what was skipped oldest first, of one reader or of all', async () => {
      await parked(aLane(1), aLane(2), aLane(3, { reader: 'clock' }));
      for (const [reader, number, second] of [
        ['mailer', 2, 41],
        ['clock', 3, 42],
        ['mailer', 1, 43],
      ] as const)
        await quarantine.skip(reader, `ticket-${number}`, 4, { ...decision, at: instant(second) });
      const streams = async (reader?: string) =>
        (await quarantine.skipped(reader)).map(({ stream }) => stream);
      expect(await streams()).toEqual(['ticket-2', 'ticket-3', 'ticket-1']);
      expect(await streams('mailer')).toEqual(['ticket-2', 'ticket-1']);
    });

    test('lets one of many who decide at the same time win', async () => {
      await parked(aLane(1));
      const handles = await Promise.all(Array.from({ length: 4 }, () => harness.open()));
      const outcomes = await Promise.all(
        handles.map((handle, number) =>
          number % 2 === 0
            ? handle.release('mailer', 'ticket-1')
            : handle.skip('mailer', 'ticket-1', 4, decision),
        ),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });
  });
}
