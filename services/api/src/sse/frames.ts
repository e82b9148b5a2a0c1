import { ledgerEventName } from '@caselog/api-contract';
import type { RecordedEvent } from '@caselog/event-store';
import { inCurrentShape, toEventView } from '../views.ts';

const frames = new WeakMap<RecordedEvent, string>();

/** An event as a frame of the stream. Listeners share events, so each is written out once. Pure. */
export const eventFrame = (event: RecordedEvent): string => {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const json = JSON.stringify(toEventView(inCurrentShape(event)));
  const frame = `id: ${event.position}\nevent: ${ledgerEventName}\ndata: ${json}\n\n`;
  frames.set(event, frame);
  return frame;
};

/** A heartbeat or a reset. Only a reset moves the position to resume from. Pure. */
export const signalFrame = (kind: 'heartbeat' | 'reset', position: number): string =>
  `${kind === 'reset' ? `id: ${position}\n` : ''}event: ${kind}\ndata: {"position":${position}}\n\n`;

/** How soon a browser opens a lost stream again. */
export const retryFrame = 'retry: 1000\n\n';
