import type { Delivery, Message, RecordedEvent, TailEvent } from '@caselog/broadcast';
import { type MsgHdrs, MsgHdrsImpl } from '@nats-io/transport-node';
import { type SubjectSpace, subjectOf } from './subject.ts';

/** A message ready to be sent but for its fence. */
export interface Outgoing {
  readonly subject: string;
  /** Header lines, each ended by CRLF. */
  readonly headers: string;
  readonly data: Uint8Array;
}

const nothing = Buffer.alloc(0);

// CloudEvents 1.0, NATS binding, binary mode: what is not printable ASCII, and space, quote and percent, is percent-encoded.
const unsafe = /[^\x21\x23\x24\x26-\x7e]/u;
const unsafeAll = /[^\x21\x23\x24\x26-\x7e]/gu;
const encoded = (value: string): string =>
  unsafe.test(value)
    ? value.replaceAll(unsafeAll, (character) =>
        Array.from(
          Buffer.from(character, 'utf8'),
          (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        ).join(''),
      )
    : value;
const decoded = (value: string): string => (value.includes('%') ? decodeURIComponent(value) : value);

// JSON in a header: escapes keep it ASCII, and JSON knows no bare line break.
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`,
  ).join('');
function asciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  return Buffer.byteLength(json, 'utf8') === json.length ? json : json.replaceAll(/[^\x20-\x7e]/gu, escaped);
}

/** The bell alone, for an event the broker would refuse: enough to see that and where something happened. */
const bodyOmitted = 'Caselog-Body: omitted\r\n';

function placeHeaders({ event, previousPosition }: Message, source: string): string {
  const { id, type, stream, revision, position, metadata } = event;
  return (
    `ce-specversion: 1.0\r\nce-id: ${encoded(id)}\r\nce-source: ${source}\r\nce-type: ${encoded(type)}\r\n` +
    `ce-subject: ${encoded(stream)}\r\nce-time: ${encoded(metadata.occurredAt)}\r\n` +
    `Caselog-Revision: ${revision}\r\nCaselog-Position: ${position}\r\nCaselog-Previous-Position: ${previousPosition}\r\n`
  );
}

// What the fence and the protocol may add to a message.
const fenceBytesMax = 512;

/** A message as a CloudEvent in binary mode, whole if the broker takes `payloadBytesMax`, else without metadata and body. Pure. */
export function encodeMessage(
  message: Message,
  space: SubjectSpace,
  source: string,
  payloadBytesMax: number,
): Outgoing {
  const { stream, type, data, metadata } = message.event;
  const subject = subjectOf(space, stream, type);
  const place = placeHeaders(message, source);
  const headers = `${place}Content-Type: application/json\r\nCaselog-Metadata: ${asciiJson(metadata)}\r\n`;
  const json = JSON.stringify(data) as string | undefined;
  const body = json === undefined ? nothing : Buffer.from(json, 'utf8');
  if (headers.length + body.length + fenceBytesMax <= payloadBytesMax)
    return { subject, headers, data: body };
  return { subject, headers: place + bodyOmitted, data: nothing };
}

/**
 * A header block as the client sends it, from ready lines: building it line by line costs more than the rest of a publish. The client
 * encodes it while publishing, so one block serves all publishes of a connection, one after the other.
 */
export class HeaderBlock extends MsgHdrsImpl {
  #lines = '';
  /** This block with these lines, each ended by CRLF. */
  of(lines: string): this {
    this.#lines = lines;
    return this;
  }
  override encode(): Uint8Array {
    return Buffer.from(`NATS/1.0\r\n${this.#lines}\r\n`, 'latin1');
  }
}

const number = (headers: MsgHdrs, name: string): number | undefined => {
  const value = headers.get(name);
  const read = Number(value);
  return value !== '' && Number.isSafeInteger(read) ? read : undefined;
};

/** The position a message names; undefined when it is none of ours. Pure. */
export const positionOf = (headers: MsgHdrs | undefined): number | undefined =>
  headers && number(headers, 'Caselog-Position');

/** Which event a message names; undefined when it is none of ours. Pure. */
export function tailEventOf(headers: MsgHdrs): TailEvent | undefined {
  const revision = number(headers, 'Caselog-Revision');
  const id = decoded(headers.get('ce-id'));
  return revision === undefined || id === ''
    ? undefined
    : { id, stream: decoded(headers.get('ce-subject')), revision };
}

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');

function decodeEvent(headers: MsgHdrs, position: number, data: Uint8Array): RecordedEvent | undefined {
  const place = tailEventOf(headers);
  const metadata = headers.get('Caselog-Metadata');
  if (!place || metadata === '') return undefined;
  return {
    ...place,
    position,
    type: decoded(headers.get('ce-type')),
    data: data.length === 0 ? undefined : (JSON.parse(textOf(data)) as unknown),
    metadata: JSON.parse(metadata) as RecordedEvent['metadata'],
  };
}

/** The type a message names, without decoding the rest. Pure. */
export const typeOf = (headers: MsgHdrs): string => decoded(headers.get('ce-type'));

/** A stored message as it was published; undefined when it is none of ours. Throws when a message of ours cannot be read. Pure. */
export function decodeMessage(headers: MsgHdrs | undefined, data: Uint8Array): Delivery | undefined {
  const position = positionOf(headers);
  const previousPosition = headers && number(headers, 'Caselog-Previous-Position');
  if (!headers || position === undefined || previousPosition === undefined) return undefined;
  return { position, previousPosition, event: decodeEvent(headers, position, data) };
}
