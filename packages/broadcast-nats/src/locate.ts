import { positionOf } from './message.ts';
import type { Stream } from './stream.ts';

/** Where listening starts: a stream sequence, and which stream it belongs to. */
export interface Start {
  readonly sequence: number;
  /** When the stream was created: another time, another stream. */
  readonly created: string;
}

/**
 * The sequence of the first message behind `position`; undefined when there is no stream. Positions grow with sequences but need not equal
 * them, so it looks where they would if they had no gaps, then halves what is left. A message gone meanwhile counts as older.
 */
export async function locate(stream: Stream, position: number): Promise<Start | undefined> {
  const info = await stream.info();
  if (!info) return undefined;
  const { first_seq: first, last_seq: last, messages } = info.state;
  const { created } = info;
  if (messages === 0) return { sequence: last + 1, created };
  const positionAt = async (sequence: number) => positionOf((await stream.messageAt(sequence))?.header) ?? 0;
  const lastPosition = await positionAt(last);
  if (lastPosition <= position) return { sequence: last + 1, created };
  const guess = last - (lastPosition - position);
  if (guess >= first && (await positionAt(guess)) === position) return { sequence: guess + 1, created };
  let low = first;
  let high = last;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await positionAt(middle)) > position) high = middle;
    else low = middle + 1;
  }
  return { sequence: low, created };
}
