import type { Env } from '@caselog/env';
import { BroadcastMisconfiguredError, type Message, pause } from '@caselog/broadcast';
import { createBell } from '@caselog/event-store';
import { createInbox, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { apiCodes } from './errors.ts';
import { HeaderBlock, type Outgoing } from './message.ts';

/** Why nothing of what follows is known to be stored. */
export type Failure =
  | { readonly kind: 'overtaken' | 'unknown'; readonly reason: string }
  | { readonly kind: 'misconfigured'; readonly error: BroadcastMisconfiguredError };

export interface PublisherOptions {
  readonly connection: NatsConnection;
  readonly stream: string;
  readonly env: Env;
  readonly windowSize: number;
  /** How long no acknowledgement may come while some are awaited. */
  readonly timeoutMs: number;
  /** Messages in one atomic batch; 0 sends each message alone. */
  readonly batchSize: number;
  /** Made when its turn comes: what waits for its turn stays small. */
  readonly encode: (message: Message) => Outgoing;
}

interface PubAck {
  readonly seq?: number;
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

interface Call {
  /** The stream sequence that ends it. */
  readonly upTo: number;
  readonly settle: (failure: Failure | undefined) => void;
}

const overtaken = new Set<number>([
  apiCodes.wrongLastMessageId,
  apiCodes.wrongLastSequence,
  apiCodes.wrongLastSequenceUnknown,
]);

/**
 * How often an acknowledgement is asked for: a message stored behind its fence says that everything before it is stored too. Half of a
 * publish's work on both sides is its acknowledgement.
 */
const acknowledgeEvery = 16;

/**
 * One unbroken run of publishes behind one tail: sent without waiting, each fenced by the sequence it must follow, acknowledged now and then
 * through one inbox, in the order sent. The first oddity of any kind ends it; what then becomes of messages already sent is for the
 * fence and the next tail to tell.
 */
export class Run {
  readonly #options: PublisherOptions;
  readonly #inbox = createInbox();
  readonly #acks: Subscription;
  readonly #block = new HeaderBlock();
  readonly #room = createBell();
  readonly #over = new AbortController();
  readonly #calls: Call[] = [];
  /** The sequences whose acknowledgements are to come, in order. */
  readonly #awaited: number[] = [];
  #failure: Failure | undefined;
  #turn: Promise<void> = Promise.resolve();
  readonly #base: number;
  #sent: number;
  #acknowledged: number;
  #movedAtMs: number;
  #watching = false;
  /** The sequence behind which the next call must stand. */
  predicted: number;

  constructor(options: PublisherOptions, token: number) {
    this.#options = options;
    this.#base = token;
    this.#sent = token;
    this.#acknowledged = token;
    this.predicted = token;
    this.#movedAtMs = options.env.now();
    this.#acks = options.connection.subscribe(this.#inbox, {
      callback: (error, message) =>
        error ? this.fail({ kind: 'unknown', reason: error.message }) : this.#take(message),
    });
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  get underWay(): boolean {
    return this.#calls.length > 0;
  }

  /** Resolves when all of `messages` are stored (undefined) or the run has failed. */
  publish(messages: readonly Message[]): Promise<Failure | undefined> {
    this.predicted += messages.length;
    const upTo = this.predicted;
    const settled = new Promise<Failure | undefined>((settle) => {
      if (this.#failure || messages.length === 0) settle(this.#failure);
      else this.#calls.push({ upTo, settle });
    });
    this.#turn = this.#sendAfter(this.#turn, messages);
    return settled;
  }

  fail(failure: Failure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.end();
    for (const { settle } of this.#calls.splice(0)) settle(failure);
  }

  end(): void {
    this.#over.abort();
    if (!this.#acks.isClosed()) this.#acks.unsubscribe();
  }

  async #sendAfter(turn: Promise<void>, messages: readonly Message[]): Promise<void> {
    await turn;
    const { batchSize, windowSize } = this.#options;
    const step = Math.max(batchSize, 1);
    for (let from = 0; from < messages.length; from += step) {
      if (this.#sent - this.#acknowledged >= windowSize) await this.#half();
      if (this.failed) return;
      try {
        if (this.#sent === this.#acknowledged) this.#movedAtMs = this.#options.env.now();
        if (step === 1 || from + 1 === messages.length)
          this.#sendOne(messages[from]!, from + 1 === messages.length);
        else this.#sendBatch(messages.slice(from, from + step));
      } catch (error) {
        this.fail({
          kind: 'unknown',
          reason: error instanceof Error ? error.message : 'the client could not send',
        });
      }
      if (!this.#watching) void this.#watch();
    }
  }

  /** Resolves once half of a full window is acknowledged: waking for each acknowledgement costs more than it gains. */
  async #half(): Promise<void> {
    const { windowSize } = this.#options;
    while (!this.failed && this.#sent - this.#acknowledged > windowSize / 2)
      await this.#room.waitBeyond(this.#room.rings, this.#over.signal);
  }

  #sendOne(message: Message, isLast: boolean): void {
    const { connection, stream, encode } = this.#options;
    const { subject, headers, data } = encode(message);
    const fence = `Nats-Expected-Last-Sequence: ${this.#sent}\r\nNats-Expected-Stream: ${stream}\r\n`;
    // The first too: when the server refuses it, its answer says why, those behind it only that they came too early.
    const replied = isLast || this.#sent === this.#base || (this.#sent + 1) % acknowledgeEvery === 0;
    const reply = replied ? this.#inbox : '';
    connection.publish(subject, data, { headers: this.#block.of(fence + headers), reply });
    this.#sent += 1;
    if (replied) this.#awaited.push(this.#sent);
  }

  /** All or none. Only the first message is fenced, and only the first and the last are answered. */
  #sendBatch(messages: readonly Message[]): void {
    const { connection, stream, encode, env } = this.#options;
    const id = env.uuid();
    for (const [n, message] of messages.entries()) {
      const { subject, headers, data } = encode(message);
      const last = n === messages.length - 1;
      const fence = n === 0 ? `Nats-Expected-Last-Sequence: ${this.#sent}\r\n` : '';
      const commit = last ? 'Nats-Batch-Commit: 1\r\n' : '';
      const place = `Nats-Expected-Stream: ${stream}\r\nNats-Batch-Id: ${id}\r\nNats-Batch-Sequence: ${n + 1}\r\n`;
      const block = this.#block.of(fence + place + commit + headers);
      connection.publish(subject, data, { headers: block, reply: n === 0 || last ? this.#inbox : '' });
    }
    this.#sent += messages.length;
    this.#awaited.push(this.#sent);
  }

  #take(message: Msg): void {
    if (message.headers?.code) {
      this.fail({ kind: 'unknown', reason: `${message.headers.code} ${message.headers.description}`.trim() });
      return;
    }
    // The first message of a batch is answered with nothing: it was taken.
    if (message.data.length === 0) return;
    const { error, seq } = message.json<PubAck>();
    const awaited = this.#awaited.shift();
    if (error) this.fail(this.#failureOf(error));
    else if (seq !== undefined && seq === awaited) this.#acknowledge(seq);
    else this.fail({ kind: 'unknown', reason: `sequence ${seq} was acknowledged in place of ${awaited}` });
  }

  #acknowledge(sequence: number): void {
    this.#acknowledged = sequence;
    this.#movedAtMs = this.#options.env.now();
    for (let call = this.#calls[0]; call && call.upTo <= sequence; call = this.#calls[0]) {
      this.#calls.shift();
      call.settle(undefined);
    }
    if (this.#sent - sequence <= this.#options.windowSize / 2) this.#room.ring();
  }

  #failureOf({
    err_code: code,
    description = 'an error without a description',
  }: NonNullable<PubAck['error']>): Failure {
    if (code === apiCodes.notTheExpectedStream) {
      const subject = `stream ${this.#options.stream}`;
      return {
        kind: 'misconfigured',
        error: new BroadcastMisconfiguredError(subject, 'another stream takes its subjects'),
      };
    }
    return { kind: code !== undefined && overtaken.has(code) ? 'overtaken' : 'unknown', reason: description };
  }

  async #watch(): Promise<void> {
    const { env, timeoutMs } = this.#options;
    this.#watching = true;
    while (!this.failed && this.#sent > this.#acknowledged) {
      if (env.now() - this.#movedAtMs >= timeoutMs)
        this.fail({ kind: 'unknown', reason: `nothing was acknowledged for ${timeoutMs} ms` });
      await pause(env, timeoutMs / 4, this.#over.signal);
    }
    this.#watching = false;
  }
}

/** Publishes behind tails: goes on with a run while the tails follow on, and begins another behind any other tail. */
export class Publisher {
  readonly #options: () => PublisherOptions;
  #run: Run | undefined;

  constructor(options: () => PublisherOptions) {
    this.#options = options;
  }

  async publish(messages: readonly Message[], token: number): Promise<Failure | undefined> {
    if (!this.#run || this.#run.failed || (this.#run.predicted !== token && !this.#run.underWay)) {
      this.#run?.end();
      this.#run = new Run(this.#options(), token);
    }
    if (this.#run.predicted === token) return this.#run.publish(messages);
    return {
      kind: 'overtaken',
      reason: `publishes under way end at ${this.#run.predicted}, not at ${token}`,
    };
  }

  fail(reason: string): void {
    this.#run?.fail({ kind: 'unknown', reason });
  }

  end(): void {
    this.#run?.end();
  }
}
