import { formats, say } from './words.ts';

const dayMs = 86_400_000;
const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);

/** A moment ahead as people say it: `16:40 today`, `09:00 tomorrow`, `Thursday 09:00`, `Thu, 12 Mar, 09:00`. In the reader's own zone. */
export const momentAhead = (instant: string, nowMs: number): string => {
  const ms = Date.parse(instant);
  const { time, weekday, day } = formats();
  const days = Math.round((startOfDay(ms) - startOfDay(nowMs)) / dayMs);
  if (days === 0) return say('moment.today', { time: time(ms) });
  if (days === 1) return say('moment.tomorrow', { time: time(ms) });
  return days > 1 && days < 6 ? weekday(ms) : day(ms);
};
