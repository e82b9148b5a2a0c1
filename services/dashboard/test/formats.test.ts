import { expect, it } from 'vitest';
import { createFormats } from '../src/pages/help/words/formats.ts';

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

it.each([
  ['en', 2 * dayMs + 5 * hourMs, '2 days 5 hours'],
  ['en', 10 * hourMs, '10 hours'],
  ['en', minuteMs + 5_000, '1 minute 5 seconds'],
  ['en', -minuteMs, '0 seconds'],
  ['de', 8 * hourMs + 12 * minuteMs + 30_000, '8 Stunden, 12 Minuten'],
  ['pl', 2 * dayMs + hourMs, '2 dni i 1 godzina'],
  ['ja', dayMs, '1 日'],
])('In %s a length of %d ms reads "%s"', (locale, ms, words) => {
  expect(createFormats(locale).duration(ms)).toBe(words);
});

it('Sizes, moments and lists are written as the locale does', () => {
  const { size, weekday, list } = createFormats('de');
  expect(size(25 * 1_024 ** 2)).toBe('25 MB');
  expect(weekday('2026-03-12T12:00:00')).toBe('Donnerstag, 12:00');
  expect(list(['a', 'b', 'c'])).toBe('a, b und c');
});
