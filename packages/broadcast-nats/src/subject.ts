import { shardOf } from '@caselog/broadcast';

const tokenLengthMax = 128;
const plain = /^[A-Za-z0-9_-]*$/;

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
