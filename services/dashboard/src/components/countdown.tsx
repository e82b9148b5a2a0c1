import type { StandingClock } from '@caselog/api-contract';
import { useIsStale } from '../live/use-live.ts';
import { useNow } from '../time/ticker.ts';
import { countdown } from '../words/countdown.ts';
import { shortMoment } from '../words/format.ts';
import { targets } from '../words/vocabulary.ts';
import './chips.css';

/** A clock as the server told it, and when, by the server's own time. */
export interface ReadClock {
  readonly clock: StandingClock;
  readonly readAtMs: number;
}

/** The time left to the target that presses most, counted down; no live region, so that nobody is read seconds to. */
export const CountdownText = ({ clock, readAtMs }: ReadClock) => {
  const isStale = useIsStale();
  // As one text, so that a row listens to the ticker once.
  const [tone = 'none', text = ''] = useNow((nowMs) => {
    const shown = countdown(clock, readAtMs, nowMs);
    return `${shown.tone}\n${shown.text}`;
  }).split('\n');
  const { target } = clock;
  const dueAt = target?.dueAt ?? target?.missedAt;
  const title = target ? `${targets[target.kind]}${dueAt ? `, due ${shortMoment(dueAt)}` : ''}` : undefined;
  return (
    <span className="countdown" data-tone={tone} data-stale={isStale || undefined} title={title}>
      {text}
    </span>
  );
};
