import { ledgerEventName, signalSchema, type StreamMessage } from '../events.ts';
import { pathOf } from '../routes.ts';
import { eventViewSchema, type EventView } from '../tickets.ts';
import { ApiUnreachableError, LedgerReplacedError } from './errors.ts';
import { send, type Transport } from './request.ts';
import { readSse, type SseMessage } from './sse.ts';
import type { Surroundings } from './surroundings.ts';
import { isPassing } from './until-answered.ts';

export interface EventsOptions {
  /** Events behind this position; 0 for all of them. Absent: from now on. */
  readonly after?: number;
  /** Event types wanted. Absent: all. */
  readonly types?: readonly string[];
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
  /** Called between events: every event wanted up to this position was yielded, so a checkpoint may move on to it. */
  readonly onReached?: (position: number) => void;
  /** A stream silent for longer than this is given up and opened again. The service beats every 15 s. Default 45 s. */
  readonly silenceMsMax?: number;
}

type Signal = Exclude<StreamMessage, { readonly kind: 'event' }>;

const parse = ({ event, data }: SseMessage): StreamMessage | undefined => {
  const body: unknown = JSON.parse(data);
  if (event === ledgerEventName) return { kind: 'event', event: eventViewSchema.parse(body) };
  if (event !== 'heartbeat' && event !== 'progress' && event !== 'reset') return undefined;
  return { kind: event, position: signalSchema.parse(body).position };
};

/** Aborts `connection` when a whole `silenceMs` goes by without a chunk. */
async function watch(
  isAlive: () => boolean,
  silenceMs: number,
  surroundings: Surroundings,
  connection: AbortController,
): Promise<void> {
  while (!connection.signal.aborted) {
    try {
      await surroundings.sleep(silenceMs, connection.signal);
    } catch {
      // The connection is over; there is nothing left to watch.
      return;
    }
    if (!isAlive()) connection.abort(new ApiUnreachableError(`a stream silent for ${silenceMs} ms`));
  }
}

/** One connection: messages until it ends. Throws what ended it, if it was not the server's own end. */
async function* connect(
  transport: Transport,
  surroundings: Surroundings,
  { after, types, signal, silenceMsMax = 45_000 }: EventsOptions,
): AsyncIterable<StreamMessage> {
  const connection = new AbortController();
  const both = signal ? AbortSignal.any([signal, connection.signal]) : connection.signal;
  let chunks = 1;
  async function* counted(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of body) {
        chunks += 1;
        yield chunk;
      }
    } catch (cause) {
      both.throwIfAborted();
      throw new ApiUnreachableError(pathOf('events'), { cause });
    }
  }
  const isAlive = () => {
    const alive = chunks > 0;
    chunks = 0;
    return alive;
  };
  void watch(isAlive, silenceMsMax, surroundings, connection);
  try {
    const headers = { accept: 'text/event-stream' };
    const call = { method: 'GET', path: pathOf('events'), query: { after, types }, headers, signal: both };
    const { body } = await send(transport, call);
    if (!body) return;
    for await (const message of readSse(counted(body))) {
      const parsed = parse(message);
      if (parsed) yield parsed;
    }
  } finally {
    connection.abort();
  }
}

/** Positions of heartbeats may lie beyond events a filter is still looking at: only the first one is a starting point. */
const nextAfter = (after: number | undefined, { kind, position }: Signal): number =>
  kind === 'progress' ? position : (after ?? position);

/**
 * The events of the ledger in order, live, each once: a lost connection is opened again behind the last event seen. Ends when the
 * signal aborts. @throws ApiProblemError that no retry helps (401, 403, 400), LedgerReplacedError when the service's ledger ends
 * before the position asked for.
 */
export async function* followEvents(
  transport: Transport,
  surroundings: Surroundings,
  options: EventsOptions,
): AsyncIterable<EventView> {
  const { signal } = options;
  let { after } = options;
  const isOver = () => signal?.aborted ?? false;
  for (let failures = 0; !isOver(); failures += 1) {
    try {
      for await (const message of connect(transport, surroundings, { ...options, after })) {
        if (isOver()) return;
        failures = 0;
        if (message.kind === 'reset') throw new LedgerReplacedError(after ?? 0, message.position);
        after = message.kind === 'event' ? message.event.position : nextAfter(after, message);
        if (message.kind === 'event') yield message.event;
        options.onReached?.(after);
      }
    } catch (error) {
      if (isOver()) return;
      if (!isPassing(error)) throw error;
    }
    if (isOver()) return;
    const waitMs = Math.min(30_000, 250 * 2 ** Math.min(failures, 7)) * (0.5 + surroundings.random() / 2);
    await surroundings.sleep(waitMs, signal).catch(() => undefined);
  }
}
