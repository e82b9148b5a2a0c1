import type { RecordedEvent } from '@caselog/event-store';
import { impersonalFrame, progressFrame, retryFrame, signalFrame, wholeFrame } from './frames.ts';

/** How far a listener has come. */
export interface Reach {
  /** Everything wanted up to here was written. */
  position: number;
  /** From where the listener would resume. */
  told: number;
}

/** What one kind of listener may hear, in the words of its stream. */
export interface Voice {
  /** Where to begin for a listener that knows everything up to `after`, and what it is told first. */
  opening(after: number | undefined, head: number, nowMs: number): { from: number; opening: string };
  tell(events: readonly RecordedEvent[]): string | Promise<string>;
  beat(reach: Readonly<Reach>, head: number, nowMs: number): string;
}

/** The voice for those who may know of every ticket: whole, or without what is personal. Observably pure. */
export const ledgerVoice = (isWhole: boolean): Voice => {
  const frame = isWhole ? wholeFrame : impersonalFrame;
  return {
    // A position beyond the ledger belongs to another one.
    opening(after, head, nowMs) {
      const from = Math.min(after ?? head, head);
      const kind = after !== undefined && after > head ? 'reset' : 'heartbeat';
      return { from, opening: retryFrame + signalFrame(kind, from, nowMs) };
    },
    tell: (events) => events.map(frame).join(''),
    beat: ({ position, told }, head, nowMs) =>
      (position > told ? progressFrame(position) : '') + signalFrame('heartbeat', head, nowMs),
  };
};
