import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { LogRecord } from './log.ts';

export type Keep = (record: LogRecord) => boolean;

const everything: Keep = () => true;

function matcher(expression: ReadReq.Options.FilterOptions.Expression): (text: string) => boolean {
  const regex = expression.getRegex();
  if (regex !== '') {
    const pattern = new RegExp(regex, 'u');
    return (text) => pattern.test(text);
  }
  const prefixes = expression.getPrefixList();
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

/** The server's filter: by prefix or pattern, of the stream's name or of the event's type. */
export function keepOf(filter: ReadReq.Options.FilterOptions | undefined): Keep {
  if (!filter) return everything;
  if (filter.hasEventType()) {
    const matches = matcher(filter.getEventType()!);
    return ({ type }) => matches(type);
  }
  const matches = matcher(filter.getStreamIdentifier()!);
  return ({ stream }) => matches(stream);
}
