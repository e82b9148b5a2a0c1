import { ledgerEventName, type EventView } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import { toImpersonalView, toWholeView } from '../views.ts';

type Frames = (event: RecordedEvent) => string;

/** Listeners share events, so each is written out once. */
const framesBy = (view: (event: RecordedEvent) => EventView): Frames => {
  const written = new WeakMap<RecordedEvent, string>();
  return (event) => {
    const known = written.get(event);
    if (known !== undefined) return known;
    const frame = `id: ${event.position}\nevent: ${ledgerEventName}\ndata: ${JSON.stringify(view(event))}\n\n`;
    written.set(event, frame);
    return frame;
  };
};

/** An event as a frame of the stream, whole. Observably pure. */
export const wholeFrame = framesBy(toWholeView);

/** An event as a frame of the stream, without what is personal. Observably pure. */
export const impersonalFrame = framesBy(toImpersonalView);

/** A heartbeat or a reset, with the server's now. Only a reset moves the position to resume from. Pure. */
export const signalFrame = (kind: 'heartbeat' | 'reset', position: number, nowMs: number): string =>
  `${kind === 'reset' ? `id: ${position}\n` : ''}event: ${kind}\ndata: ${JSON.stringify({ position, now: toInstant(nowMs) })}\n\n`;

/** Every event wanted up to here was sent: a listener whose filter lets nothing pass resumes from there. Pure. */
export const progressFrame = (position: number): string =>
  `id: ${position}\nevent: progress\ndata: ${JSON.stringify({ position })}\n\n`;

/** How soon a browser opens a lost stream again. */
export const retryFrame = 'retry: 1000\n\n';
