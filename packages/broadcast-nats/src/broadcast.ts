import {
  type Broadcast,
  type Delivery,
  type ListenOptions,
  type Message,
  type PublishResult,
  type Tail,
  tailBehind,
} from '@caselog/broadcast';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Link } from './link.ts';
import { Listening, type ListenerParts } from './listener.ts';
import { encodeMessage } from './message.ts';
import { Publisher } from './publisher.ts';
import { Stream } from './stream.ts';
import {
  type ConnectNatsOptions,
  keepsHistory,
  type NatsBroadcastOptions,
  withDefaults,
} from './settings.ts';

/** Messages in one atomic batch: what every server that knows them takes. */
const atomicBatchSize = 1_000;
const payloadBytesDefault = 1_048_576;
const greetingMsMax = 3_000;

class NatsBroadcast implements Broadcast {
  readonly keepsHistory: boolean;
  readonly #parts: ListenerParts;
  readonly #publisher: Publisher;
  readonly #ownsConnection: boolean;

  constructor(parts: ListenerParts, ownsConnection: boolean) {
    const { settings, link, stream } = parts;
    this.#parts = parts;
    this.#ownsConnection = ownsConnection;
    this.keepsHistory = keepsHistory(settings.retention);
    const space = { prefix: settings.subjectPrefix, shards: settings.shards };
    const payloadBytesMax = () => link.connection.info?.max_payload ?? payloadBytesDefault;
    this.#publisher = new Publisher(() => ({
      encode: (message) => encodeMessage(message, space, settings.source, payloadBytesMax()),
      connection: link.connection,
      stream: settings.stream,
      env: settings.env,
      timeoutMs: settings.timeoutMs,
      batchSize: stream.takesBatches ? atomicBatchSize : 0,
      windowSize: stream.takesBatches ? atomicBatchSize + 1 : settings.windowSize,
    }));
    link.onDown((reason) => this.#publisher.fail(reason));
  }

  prepare(): Promise<void> {
    return this.#parts.stream.prepare();
  }

  tail(): Promise<Tail> {
    return this.#parts.stream.tail();
  }

  async publish(messages: readonly Message[], tail: Tail): Promise<PublishResult> {
    const { link } = this.#parts;
    if (link.down !== undefined) return { outcome: 'fenced', cause: 'unknown', reason: link.down };
    const failure = await this.#publisher.publish(messages, tail.token);
    if (!failure) return { outcome: 'published', tail: tailBehind(tail, messages) };
    if (failure.kind === 'misconfigured') throw failure.error;
    return { outcome: 'fenced', cause: failure.kind, reason: failure.reason };
  }

  listen(options: ListenOptions): AsyncIterable<readonly Delivery[]> {
    return new Listening(this.#parts, options).batches();
  }

  async close(): Promise<void> {
    const { link } = this.#parts;
    link.closed();
    this.#publisher.end();
    if (this.#ownsConnection && !link.connection.isClosed()) await link.connection.close();
  }
}

async function over(
  connection: NatsConnection,
  options: NatsBroadcastOptions,
  owns: boolean,
): Promise<Broadcast> {
  const settings = withDefaults(options);
  const link = new Link(connection);
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: settings.timeoutMs });
  const stream = new Stream(manager, link, settings);
  return new NatsBroadcast({ manager, link, stream, settings }, owns);
}

/** The broadcast over a connection of yours, which stays yours to close. */
export const openNatsBroadcast = (
  connection: NatsConnection,
  options: NatsBroadcastOptions,
): Promise<Broadcast> => over(connection, options, false);

/**
 * The broadcast on NATS JetStream: one stream of CloudEvents, fenced by the stream's own sequence. Waits for a server to answer, and
 * reconnects for ever. Needs nothing newer than server 2.9; what newer ones can is found by asking. The stream is made by `prepare`.
 */
export async function connectNatsBroadcast({
  servers,
  connection,
  ...options
}: ConnectNatsOptions): Promise<Broadcast> {
  const connected = await connect({
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    // A server that dies in the middle of the greeting is not noticed otherwise, and the client's own limit is 20 s.
    timeout: greetingMsMax,
    pingInterval: 10_000,
    maxPingOut: 2,
    noAsyncTraces: true,
    waitOnFirstConnect: true,
    ...connection,
    servers: typeof servers === 'string' ? servers : [...servers],
  });
  return over(connected, options, true);
}
