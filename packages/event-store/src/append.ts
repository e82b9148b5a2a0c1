import type { ExpectedRevision, NewEvent, StreamAppend, StreamName } from './port.ts';
import { InvalidAppendError, PartialRepeatError } from './errors.ts';
import { assertCount, assertStreamName } from './names.ts';

/** An event as it is stored: ids and names beside the exact JSON texts. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly recordedAt: string;
  /** JSON text of `data`. */
  readonly data: string;
  /** JSON text of `metadata`. */
  readonly metadata: string;
}

/** A checked append, encoded. */
export interface EncodedAppend {
  readonly stream: StreamName;
  readonly events: readonly EncodedEvent[];
  readonly expectedRevision: ExpectedRevision;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function encodeJson(stream: StreamName, what: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidAppendError(stream, `${what} cannot be written as JSON`, { cause });
  }
  if (text === undefined) throw new InvalidAppendError(stream, `${what} is not JSON`);
  return text;
}

function encodeEvent(stream: StreamName, event: NewEvent): EncodedEvent {
  const { id, type } = event;
  const recordedAt: unknown = event.metadata.recordedAt;
  if (!uuid.test(id))
    throw new InvalidAppendError(stream, `the id ${JSON.stringify(id)} is no UUID in lower case`);
  if (type === '' || !type.isWellFormed() || type.includes('\0'))
    throw new InvalidAppendError(stream, `the type ${JSON.stringify(type)} is no event type`);
  if (typeof recordedAt !== 'string')
    throw new InvalidAppendError(stream, `${type} does not say when it was recorded`);
  return {
    id,
    type,
    recordedAt,
    data: encodeJson(stream, `the data of ${type}`, event.data),
    metadata: encodeJson(stream, `the metadata of ${type}`, event.metadata),
  };
}

function assertExpectedRevision(expected: ExpectedRevision): void {
  if (typeof expected === 'number') assertCount('an expected revision', expected);
}

/**
 * Checks and encodes an append before it comes near a store. Pure. Throws `InvalidStreamNameError`, `InvalidNumberError`,
 * `InvalidAppendError` (no events, an id that is no UUID, an id twice, data that is not JSON).
 */
export function encodeAppend(append: StreamAppend): EncodedAppend {
  const { stream, expectedRevision } = append;
  assertStreamName(stream);
  assertExpectedRevision(expectedRevision);
  if (append.events.length === 0) throw new InvalidAppendError(stream, 'there are no events');
  const events = append.events.map((event) => encodeEvent(stream, event));
  if (events.length > 1 && new Set(events.map((event) => event.id)).size < events.length)
    throw new InvalidAppendError(stream, 'two events have the same id');
  return { stream, events, expectedRevision };
}

/** Like {@link encodeAppend} for a group; also refuses an empty group and a stream that occurs twice. Pure. */
export function encodeAppends(appends: readonly StreamAppend[]): readonly EncodedAppend[] {
  if (appends.length === 0) throw new InvalidAppendError('no stream', 'the group is empty');
  const encoded = appends.map(encodeAppend);
  const streams = new Set<string>();
  for (const { stream } of encoded) {
    if (streams.has(stream)) throw new InvalidAppendError(stream, 'the group names it twice');
    streams.add(stream);
  }
  return encoded;
}

/** Whether a stream whose last revision is `actual` (-1: it does not exist) meets the expectation. Pure. */
export function meetsExpectation(expected: ExpectedRevision, actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'no-stream') return actual === -1;
  if (expected === 'stream-exists') return actual >= 0;
  return expected === actual;
}

/** Whether an append (or group) is a repeat, given which of its event ids the streams already hold. Pure. Throws `PartialRepeatError`. */
export function isRepeat(
  appends: readonly EncodedAppend[],
  isKnown: (stream: StreamName, id: string) => boolean,
): boolean {
  const known: string[] = [];
  const unknown: string[] = [];
  for (const { stream, events } of appends)
    for (const { id } of events) (isKnown(stream, id) ? known : unknown).push(id);
  if (known.length === 0) return false;
  if (unknown.length > 0)
    throw new PartialRepeatError(appends.map((append) => append.stream).join(', '), known, unknown);
  return true;
}
