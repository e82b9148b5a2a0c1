import { expect, test } from 'vitest';
import { compileCalendar, parseCalendar } from '../src/index.ts';

test("the README's example gives what it says", () => {
  const calendar = compileCalendar(
    parseCalendar({
      kind: 'business',
      id: 'munich',
      version: 1,
      zone: 'Europe/Berlin',
      weekly: [
        { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '12:30' },
        { days: ['monday', 'tuesday', 'wednesday', 'thursday'], from: '13:30', to: '17:00' },
      ],
      holidays: [{ country: 'DE', state: 'BY' }],
      exceptions: [{ date: '2026-12-24', hours: 'closed' }],
    }),
    '2026c',
  );
  expect(calendar.add(Date.parse('2026-12-23T15:00:00Z'), 2 * 3_600_000)).toBe(
    Date.parse('2026-12-28T09:00:00Z'),
  );
});
