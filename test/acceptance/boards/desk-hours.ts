/**
 * The reference desk's hours, computed by code of its own: Monday to Friday, 08:00 to 18:00 in Los Angeles, no holidays. Only for 2016 and
 * 2017, by the rule of those years: daylight saving from the second Sunday of March to the first of November.
 */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const sunday = (year: number, month: number, nth: number): number => {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - first) % 7) + 7 * (nth - 1));
};

/** How far Los Angeles lies behind UTC on the working day that begins at this midnight. */
const behindMs = (midnightMs: number): number => {
  const year = new Date(midnightMs).getUTCFullYear();
  const isSummer = midnightMs > sunday(year, 2, 2) && midnightMs < sunday(year, 10, 1);
  return (isSummer ? 7 : 8) * hourMs;
};

const opens: number[] = [];
/** Open time before each opening. */
const before: number[] = [];
for (let day = Date.UTC(2016, 0, 1); day < Date.UTC(2018, 0, 1); day += dayMs) {
  const weekday = new Date(day).getUTCDay();
  if (weekday === 0 || weekday === 6) continue;
  opens.push(day + 8 * hourMs + behindMs(day));
  before.push(before.length * 10 * hourMs);
}

/** Open time from the beginning of 2016 up to an instant. */
const openUntil = (atMs: number): number => {
  let [low, high] = [0, opens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (opens[middle]! <= atMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : before[low - 1]! + Math.min(10 * hourMs, atMs - opens[low - 1]!);
};

/** How long the desk was open between two instants. Pure. */
export const openBetween = (fromMs: number, toMs: number): number => openUntil(toMs) - openUntil(fromMs);
