const tokenLengthMax = 128;
const ascii = /^[\x20-\x7e]*$/;
const plain = /^[A-Za-z0-9_-]*$/;
/** The shard of a stream: FNV-1a, 32 bit, over the UTF-8 bytes of its name, modulo `shards`. Pure, the same for ever. */
export function shardOf(stream: string, shards: number): number {
  const bytes = ascii.test(stream) ? stream : Buffer.from(stream, 'utf8').toString('latin1');
  let hash = 0x811c9dc5;
  for (let n = 0; n < bytes.length; n += 1) hash = Math.imul(hash ^ bytes.charCodeAt(n), 0x01000193);
  return (hash >>> 0) % shards;
}

/**
 * A subject token: everything but `[A-Za-z0-9_-]` becomes `_`, because the broker stores a literal `*` and refuses an empty token. Not
 * reversible: whose event it is stands in the headers. Pure.
 */
const tokenOf = (text: string): string =>
  (plain.test(text) ? text : text.replaceAll(/[^A-Za-z0-9_-]/gu, '_')).slice(0, tokenLengthMax) || '_';

const ticketPrefix = 'ticket-';

/** What stands for the stream: a ticket's bare id, any other stream's whole name (`customer-…`). Pure. */
const streamToken = (stream: string): string =>
  tokenOf(stream.startsWith(ticketPrefix) ? stream.slice(ticketPrefix.length) : stream);

export interface SubjectSpace {
  readonly prefix: string;
  readonly shards: number;
}

/** `<prefix>.<shard>.<ticketId>.<EventType>`. Pure. */
export const subjectOf = ({ prefix, shards }: SubjectSpace, stream: string, type: string): string =>
  `${prefix}.${shardOf(stream, shards)}.${streamToken(stream)}.${tokenOf(type)}`;

/** Matches every event of the space. Pure. */
export const anySubject = ({ prefix }: SubjectSpace): string => `${prefix}.>`;

/** Matches every event of one type. Pure. */
export const typeSubject = ({ prefix }: SubjectSpace, type: string): string =>
  `${prefix}.*.*.${tokenOf(type)}`;
