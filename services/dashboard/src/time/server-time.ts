import { browser } from './browser.ts';

/** How far the server's clock is ahead of this page's monotonic one, in ms, and how sure that is. */
interface Sample {
  readonly aheadMs: number;
  readonly roundTripMs: number;
}

let best: Sample | undefined;

/** Takes note of the server's now, as an answer named it that took `roundTripMs`. The quickest answer is the truest. */
export const noteServerNow = (now: string, roundTripMs: number): void => {
  const aheadMs = Date.parse(now) + roundTripMs / 2 - browser.monotonicMs();
  // A jump of more than a second is the server's clock being set, or this machine having slept.
  const isJump = best !== undefined && Math.abs(aheadMs - best.aheadMs) > 1_000 + roundTripMs;
  if (best === undefined || roundTripMs <= best.roundTripMs || isJump) best = { aheadMs, roundTripMs };
};

/** The server's now, epoch milliseconds: what countdowns are counted against, whatever this machine's clock says. */
export const serverNowMs = (): number =>
  best === undefined ? browser.epochMs() : browser.monotonicMs() + best.aheadMs;
