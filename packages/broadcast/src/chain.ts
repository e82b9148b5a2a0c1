import type { RecordedEvent } from '@caselog/event-store';
import type { Message, Tail } from './port.ts';

/** The messages for `events` behind `previousPosition`, each naming the one before it. Pure. */
export function chain(events: readonly RecordedEvent[], previousPosition: number): Message[] {
  let previous = previousPosition;
  return events.map((event) => {
    const message = { event, previousPosition: previous };
    previous = event.position;
    return message;
  });
}

/** Where the broadcast ends once `messages` are published behind `tail`. Pure. */
export function tailBehind(tail: Tail, messages: readonly Message[]): Tail {
  const last = messages.at(-1)?.event;
  if (!last) return tail;
  const { id, stream, revision, position } = last;
  return { position, token: tail.token + messages.length, last: { id, stream, revision } };
}
