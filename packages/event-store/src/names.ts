import type { StreamName } from './port.ts';
import { InvalidNumberError, InvalidStreamNameError } from './errors.ts';

/** Longest stream name in UTF-16 units. */
export const streamNameLengthMax = 512;

// eslint-disable-next-line no-control-regex -- control characters are what must be kept out
const controls = /[\u0000-\u001f\u007f-\u009f]/;

function faultOf(stream: unknown): string | undefined {
  if (typeof stream !== 'string') return 'it is no string';
  const dash = stream.indexOf('-');
  if (dash < 1 || dash === stream.length - 1) return 'it must be <category>-<id>';
  if (stream.startsWith('$')) return 'names that start with $ belong to the store';
  if (stream.length > streamNameLengthMax) return `it is longer than ${streamNameLengthMax}`;
  if (controls.test(stream)) return 'it holds a control character';
  return stream.isWellFormed() ? undefined : 'it holds half a surrogate pair';
}

/** Throws {@link InvalidStreamNameError} unless `stream` is `<category>-<id>`. Pure. */
export function assertStreamName(stream: unknown): asserts stream is StreamName {
  const fault = faultOf(stream);
  if (fault !== undefined) throw new InvalidStreamNameError(stream, fault);
}

/** The category of a stream: what stands before the first dash (`ticket` of `ticket-0198…`). Pure. */
export function streamCategory(stream: StreamName): string {
  const dash = stream.indexOf('-');
  if (dash < 1) throw new InvalidStreamNameError(stream, 'it must be <category>-<id>');
  return stream.slice(0, dash);
}

/** Throws {@link InvalidNumberError} unless `value` is a safe integer of at least `least`. Pure. */
export function assertCount(what: string, value: unknown, least = 0): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new InvalidNumberError(what, value, least);
}

/** Throws {@link InvalidNumberError} unless `position` can be a place in the global order (0 is before the first event). Pure. */
export function assertPosition(position: unknown): asserts position is number {
  assertCount('a position', position);
}
