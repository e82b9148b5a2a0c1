import type { StandingClock } from '@caselog/api-contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countdown } from '../src/words/countdown.ts';

const readAtMs = Date.parse('2026-03-04T10:00:00.000Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const instant = (ms: number) => new Date(ms).toISOString();

const clock = (
  target: Partial<NonNullable<StandingClock['target']>>,
  rest: Partial<StandingClock> = {},
): StandingClock => ({
  ticketId: '00000000-0000-7000-8000-000000000001',
  revision: 3,
  owner: 'desk',
  changesAt: instant(readAtMs + 7 * hourMs),
  target: {
    kind: 'first-response',
    state: 'running',
    clock: 'business',
    budgetMs: 8 * hourMs,
    remainingMs: 125 * minuteMs,
    dueAt: instant(readAtMs + 125 * minuteMs),
    missedAt: null,
    metAt: null,
    ...target,
  },
  ...rest,
});

it.each([
  ['counts minutes above an hour', clock({}), 0, '2h 05m left'],
  ['runs with the server’s time', clock({}), 5 * minuteMs, '2h 00m left'],
  ['counts seconds below an hour', clock({}), 110 * minuteMs + 57_000, '14m 03s left'],
  [
    'stops at the close',
    clock({}, { changesAt: instant(readAtMs + 5 * minuteMs) }),
    3 * hourMs,
    '2h 00m left',
  ],
  [
    'runs on around the clock',
    clock({ clock: 'wall' }, { changesAt: instant(readAtMs) }),
    5 * minuteMs,
    '2h 00m left',
  ],
  ['is due, and not negative, when it has run out', clock({}), 3 * hourMs, 'Due now'],
  [
    'says who it waits for',
    clock({ state: 'paused' }, { owner: 'requester' }),
    9 * hourMs,
    'Paused: requester',
  ],
  [
    'counts up what is overdue',
    clock({ state: 'missed', missedAt: instant(readAtMs) }),
    14 * minuteMs,
    'Overdue 14m 00s',
  ],
  ['says what was met', clock({ state: 'met' }), 0, 'Met'],
  ['says that nothing was promised', { ...clock({}), target: null }, 0, 'No target'],
] as const)('%s', (_, standing, laterMs, words) => {
  expect(countdown(standing, readAtMs, readAtMs + laterMs).text).toBe(words);
});

it('never shows a minus sign, whatever the clocks say', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.integer({ min: -1e9, max: 1e9 }),
      (remainingMs, laterMs) => {
        const { text } = countdown(clock({ remainingMs }), readAtMs, readAtMs + laterMs);
        expect(text).not.toMatch(/[-−]/);
      },
    ),
  );
});
