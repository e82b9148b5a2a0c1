import type { EncodedEvent, EventMetadata, RecordedEvent } from '@caselog/event-store';
import type {
  AllStreamResolvedEvent,
  JSONEventData,
  JSONEventType,
  ResolvedEvent,
} from '@kurrent/kurrentdb-client';
import { ForeignEventError, UnsafeNumberError } from './errors.ts';

/** A revision or position of the driver's as a number. Pure. Throws {@link UnsafeNumberError}. */
export function safeNumber(what: string, value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new UnsafeNumberError(what, value);
  return number;
}

const encoder = new TextEncoder();

/**
 * A new event in the driver's form. The driver writes data as JSON itself; a value that was read from JSON text is written as that text
 * again, byte for byte. Metadata it takes as bytes. Pure.
 */
export const toDriver = ({ id, type, data, metadata }: EncodedEvent): JSONEventData => ({
  id,
  type,
  contentType: 'application/json',
  data: JSON.parse(data) as JSONEventType['data'],
  metadata: encoder.encode(metadata),
});

/** What the server gave, as far as it is an event of a user. Undefined: a link that leads nowhere, or an event of the server's own. */
type Given = NonNullable<ResolvedEvent['event']>;
function userEvent(resolved: ResolvedEvent | AllStreamResolvedEvent): Given | undefined {
  const event: Given | undefined = resolved.event;
  return !event || event.streamId.startsWith('$') || event.type.startsWith('$') ? undefined : event;
}

/** Names without a category are not ours, and no event of ours can stand there. */
export const hasCategory = (stream: string) => /^[^-]+-./su.test(stream);

function metadataOf(event: Given): EventMetadata {
  const { metadata, streamId, revision } = event;
  if (typeof metadata !== 'object' || metadata instanceof Uint8Array || Array.isArray(metadata))
    throw new ForeignEventError(streamId, revision, 'its metadata is no JSON object');
  if (typeof (metadata as Partial<EventMetadata>).recordedAt !== 'string')
    throw new ForeignEventError(streamId, revision, 'its metadata does not say when it was recorded');
  return metadata as EventMetadata;
}

/** The event as the port tells it; undefined when it is none of ours. Pure. Throws {@link ForeignEventError}, {@link UnsafeNumberError}. */
export function fromDriver(resolved: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent | undefined {
  const event = userEvent(resolved);
  if (!event || !hasCategory(event.streamId)) return undefined;
  const { id, type, streamId: stream, revision, position } = event;
  if (!event.isJson) throw new ForeignEventError(stream, revision, 'its data is not JSON');
  if (!position) throw new ForeignEventError(stream, revision, 'the server gave no position');
  return {
    id,
    type,
    data: event.data,
    metadata: metadataOf(event),
    stream,
    revision: safeNumber('revision', revision),
    position: safeNumber('position', position.commit),
  };
}
