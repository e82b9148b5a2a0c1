import { type Delivery, ListeningInterrupted, type ListenOptions, pause } from '@caselog/broadcast';
import { createBell } from '@caselog/event-store';
import { AckPolicy, type ConsumerConfig, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import {
  createInbox,
  InvalidArgumentError,
  type Msg,
  type MsgHdrs,
  type Subscription,
} from '@nats-io/transport-node';
import type { Link } from './link.ts';
import { locate } from './locate.ts';
import { decodeMessage, typeOf } from './message.ts';
import type { NatsSettings } from './settings.ts';
import type { Stream } from './stream.ts';
import { typeSubject } from './subject.ts';

const nanosPerMs = 1_000_000;
const pullExpiresMs = 10_000;
const heartbeatMs = 2_000;
/** Silence after which the consumer counts as gone. */
const silenceMsMax = heartbeatMs * 2.5;
/** A consumer nobody pulls from is removed by the server after this. */
const inactiveMs = 60_000;
const prefetchMin = 200;

export interface ListenerParts {
  readonly manager: JetStreamManager;
  readonly link: Link;
  readonly stream: Stream;
  readonly settings: NatsSettings;
}

/** The consumer's own count of a delivery, from its reply subject: `$JS.ACK.<stream>.<consumer>.<n>.<stream seq>.<consumer seq>.…`, or with domain and account before. */
function deliverySequence(reply: string | undefined): number {
  const tokens = reply?.split('.') ?? [];
  return Number(tokens[tokens.length === 9 ? 6 : 8]);
}

/**
 * One pull consumer, asked for no more than the reader takes, without acknowledgements. It heals nothing: anything unexpected ends it
 * with `ListeningInterrupted`, and the reader, who knows its checkpoint, begins another.
 */
export class Listening {
  readonly #parts: ListenerParts;
  readonly #options: ListenOptions;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #batchSize: number;
  readonly #prefetch: number;
  readonly #name: string;
  readonly #inbox = createInbox();
  readonly #bell = createBell();
  readonly #over = new AbortController();
  readonly #forgetLink: () => void;
  #messages: Subscription | undefined;
  #ready: Delivery[] = [];
  #requested = 0;
  #delivered = 0;
  #heardAtMs: number;
  #interruption: ListeningInterrupted | undefined;

  constructor(parts: ListenerParts, options: ListenOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#wanted = options.types && new Set(options.types);
    this.#batchSize = options.batchSize ?? 500;
    this.#prefetch = Math.max(prefetchMin, this.#batchSize * 2);
    this.#name = `caselog-${parts.settings.env.uuid().replaceAll('-', '')}`;
    this.#heardAtMs = parts.settings.env.now();
    this.#forgetLink = parts.link.onDown((reason) => this.#interrupt(reason));
  }

  async *batches(): AsyncGenerator<readonly Delivery[], void> {
    const { signal } = this.#options;
    try {
      await this.#begin();
      while (!signal.aborted) {
        const { rings } = this.#bell;
        if (this.#ready.length > 0) {
          yield this.#ready.splice(0, this.#batchSize);
          this.#pull();
        } else if (this.#interruption) throw this.#interruption;
        else await this.#bell.waitBeyond(rings, signal);
      }
    } finally {
      await this.#end();
    }
  }

  async #begin(): Promise<void> {
    const { link, stream } = this.#parts;
    try {
      const start = await locate(stream, this.#options.after);
      if (!start) throw new ListeningInterrupted('the stream does not exist');
      this.#messages = link.connection.subscribe(this.#inbox, {
        callback: (error, message) => (error ? this.#interrupt(error.message, error) : this.#take(message)),
      });
      await link.during('make a consumer', () => this.#makeConsumer(start.sequence));
      const info = await stream.info();
      if (info?.created !== start.created) throw new ListeningInterrupted('the stream was made anew');
    } catch (error) {
      if (error instanceof ListeningInterrupted) throw error;
      const reason = error instanceof Error ? error.message : 'the consumer could not be made';
      throw new ListeningInterrupted(reason, { cause: error });
    }
    this.#pull();
    void this.#watch();
  }

  /** Filters are asked for, but every delivery is looked at anyway: old servers drop or refuse what they do not know. */
  async #makeConsumer(sequence: number): Promise<void> {
    const { manager, settings } = this.#parts;
    const config: Partial<ConsumerConfig> = {
      name: this.#name,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: sequence,
      inactive_threshold: inactiveMs * nanosPerMs,
      num_replicas: 1,
      mem_storage: true,
    };
    const space = { prefix: settings.subjectPrefix, shards: settings.shards };
    const filters = this.#options.types?.map((type) => typeSubject(space, type)) ?? [];
    const [only] = filters;
    if (filters.length === 1 && only !== undefined) {
      await manager.consumers.add(settings.stream, { ...config, filter_subject: only });
      return;
    }
    try {
      await manager.consumers.add(settings.stream, {
        ...config,
        ...(filters.length > 1 && { filter_subjects: filters }),
      });
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      await manager.consumers.add(settings.stream, config);
    }
  }

  #pull(): void {
    const open = this.#requested + this.#ready.length;
    if (this.#interruption || open > this.#prefetch / 2) return;
    const batch = this.#prefetch - open;
    const { link, settings } = this.#parts;
    const request = { batch, expires: pullExpiresMs * nanosPerMs, idle_heartbeat: heartbeatMs * nanosPerMs };
    if (this.#requested === 0) this.#heardAtMs = settings.env.now();
    this.#requested += batch;
    link.connection.publish(
      `$JS.API.CONSUMER.MSG.NEXT.${settings.stream}.${this.#name}`,
      JSON.stringify(request),
      {
        reply: this.#inbox,
      },
    );
  }

  #take(message: Msg): void {
    this.#heardAtMs = this.#parts.settings.env.now();
    if (message.subject === this.#inbox) {
      this.#takeStatus(message.headers);
      return;
    }
    this.#delivered += 1;
    this.#requested -= 1;
    const sequence = deliverySequence(message.reply);
    if (sequence === this.#delivered) this.#keep(message);
    else this.#interrupt(`delivery ${sequence} came in place of ${this.#delivered}`);
    this.#pull();
  }

  #keep(message: Msg): void {
    let delivery: Delivery | undefined;
    try {
      if (this.#wanted && !(message.headers && this.#wanted.has(typeOf(message.headers)))) return;
      delivery = decodeMessage(message.headers, message.data);
    } catch (error) {
      this.#foreign(message.subject, error);
      return;
    }
    if (!delivery) this.#foreign(message.subject);
    else if (delivery.position > this.#options.after) {
      this.#ready.push(delivery);
      this.#bell.ring();
    }
  }

  /** Not ours, or spoiled: readers see the gap, if it is one, and the store has what belongs there. */
  #foreign(subject: string, error?: unknown): void {
    this.#parts.settings.onNote({
      kind: 'foreign-message',
      detail: `a message on ${subject} cannot be read`,
      ...(error !== undefined && { error }),
    });
  }

  #takeStatus(headers: MsgHdrs | undefined): void {
    const code = headers?.code ?? 0;
    if (code === 100) return;
    if (code === 408) {
      this.#requested = Math.max(
        0,
        this.#requested - Number(headers?.get('Nats-Pending-Messages') || this.#requested),
      );
      this.#pull();
      return;
    }
    this.#interrupt(`${code} ${headers?.description ?? ''}`.trim());
  }

  #interrupt(reason: string, cause?: unknown): void {
    this.#interruption ??= new ListeningInterrupted(reason, { cause });
    this.#bell.ring();
  }

  async #watch(): Promise<void> {
    const { env } = this.#parts.settings;
    while (!this.#over.signal.aborted) {
      await pause(env, heartbeatMs, this.#over.signal);
      if (this.#requested > 0 && env.now() - this.#heardAtMs > silenceMsMax)
        this.#interrupt('heartbeats were missed');
    }
  }

  async #end(): Promise<void> {
    const { link, manager, settings } = this.#parts;
    this.#over.abort();
    this.#forgetLink();
    if (!this.#messages || link.down !== undefined) return;
    if (!this.#messages.isClosed()) this.#messages.unsubscribe();
    try {
      await link.during('remove a consumer', () => manager.consumers.delete(settings.stream, this.#name));
    } catch (error) {
      // The server removes it by itself once nobody pulls from it.
      settings.onNote({
        kind: 'cleanup-failed',
        detail: `consumer ${this.#name} could not be removed`,
        error,
      });
    }
  }
}
