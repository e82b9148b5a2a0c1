import { createMemoryQuarantine, joinedQuarantine } from '@caselog/broadcast';
import { quarantineContract } from '@caselog/broadcast/contract';
import { expect, test } from 'vitest';

quarantineContract({
  name: 'The in-memory adapter',
  start() {
    const quarantine = createMemoryQuarantine();
    return Promise.resolve({ open: () => Promise.resolve(quarantine), close: () => Promise.resolve() });
  },
});

quarantineContract({
  name: 'Several joined to one',
  start() {
    const quarantine = joinedQuarantine([createMemoryQuarantine(), createMemoryQuarantine()]);
    return Promise.resolve({ open: () => Promise.resolve(quarantine), close: () => Promise.resolve() });
  },
});

test('Several quarantines joined to one show the lanes of all, and let each go where it is kept', async () => {
  const [one, other] = [createMemoryQuarantine(), createMemoryQuarantine()];
  const lane = {
    reader: 'credits',
    stream: 'ticket-1',
    revision: 3,
    position: 9,
    eventId: 'e',
    eventType: 'TicketResolved',
    reason: 'Error: no',
    nextTryAt: null,
    attempts: 5,
    since: '2026-01-05T09:00:00.000Z',
    status: 'held',
    resumeRevision: 3,
  } as const;
  await other.park(lane);
  await one.park({ ...lane, reader: 'queue', since: '2026-01-05T08:00:00.000Z' });
  const joined = joinedQuarantine([one, other]);
  expect((await joined.list()).map(({ reader }) => reader)).toEqual(['queue', 'credits']);
  expect(await joined.release('credits', 'ticket-1')).toBe(true);
  expect(await other.get('credits', 'ticket-1')).toMatchObject({ status: 'released' });
  expect(await one.list()).toHaveLength(1);
});
