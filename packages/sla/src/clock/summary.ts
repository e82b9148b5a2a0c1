import type { ClockSpan } from './spans.ts';

/** Time by owner. The five parts sum to `elapsedMs`, exactly. */
export interface ClockSummary {
  readonly elapsedMs: number;
  readonly deskMs: number;
  readonly requesterMs: number;
  readonly thirdPartyMs: number;
  readonly closedHoursMs: number;
  /** After a resolution, until a reopening. */
  readonly nobodyMs: number;
  /** Time by who held the ticket, whether the desk was open or not: with `nobodyMs` it sums to `elapsedMs` too. */
  readonly held: { readonly deskMs: number; readonly requesterMs: number; readonly thirdPartyMs: number };
}

/** Sums spans that belong together: an episode's, or a whole life's. Pure. */
export function summarise(spans: readonly ClockSpan[]): ClockSummary {
  const open = { desk: 0, requester: 0, 'third-party': 0, nobody: 0 };
  const held = { desk: 0, requester: 0, 'third-party': 0, nobody: 0 };
  for (const { standing, fromMs, toMs, openMs } of spans) {
    open[standing.holder] += openMs;
    held[standing.holder] += toMs - fromMs;
  }
  const heldMs = held.desk + held.requester + held['third-party'];
  const ownedMs = open.desk + open.requester + open['third-party'];
  return {
    elapsedMs: heldMs + held.nobody,
    deskMs: open.desk,
    requesterMs: open.requester,
    thirdPartyMs: open['third-party'],
    closedHoursMs: heldMs - ownedMs,
    nobodyMs: held.nobody,
    held: { deskMs: held.desk, requesterMs: held.requester, thirdPartyMs: held['third-party'] },
  };
}
