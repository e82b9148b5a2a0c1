/** One message of a server-sent event stream. */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
  /** The last id the stream has named so far. */
  readonly id: string;
}

interface Draft {
  event: string;
  readonly data: string[];
}

/** Ends of lines: CRLF, LF or a CR that is followed by something. A CR at the very end waits for what comes next. */
const lineEnd = /\r\n|\n|\r(?!$)/;

function take(line: string, draft: Draft, seen: { id: string }): SseMessage | undefined {
  if (line === '') {
    const { event, data } = draft;
    const message =
      data.length > 0 ? { event: event || 'message', data: data.join('\n'), id: seen.id } : undefined;
    draft.event = '';
    data.length = 0;
    return message;
  }
  const colon = line.indexOf(':');
  const field = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (field === 'event') draft.event = value;
  else if (field === 'data') draft.data.push(value);
  else if (field === 'id' && !value.includes('\0')) seen.id = value;
  return undefined;
}

/**
 * Reads server-sent events from the chunks of a body. Comments are dropped; a message cut off by the end of the stream is not yielded.
 * Source: WHATWG HTML, "Server-sent events".
 */
export async function* readSse(chunks: AsyncIterable<Uint8Array>): AsyncIterable<SseMessage> {
  const decoder = new TextDecoder();
  const draft: Draft = { event: '', data: [] };
  const seen = { id: '' };
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(lineEnd);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = take(line, draft, seen);
      if (message) yield message;
    }
  }
}
