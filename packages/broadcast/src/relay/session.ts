import type { RecordedEvent } from '@caselog/event-store';
import { pause } from '../backoff.ts';
import { chain, tailBehind } from '../chain.ts';
import type { PublishResult, Tail } from '../port.ts';
import type { RelayOptions } from './options.ts';

/** Why a relay stopped publishing behind one tail. */
export type SessionEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'overtaken' | 'unknown'; readonly reason: string; readonly error?: unknown };

type SessionOptions = Pick<
  RelayOptions,
  'store' | 'broadcast' | 'env' | 'signal' | 'batchSize' | 'batchesInFlight' | 'tailCheckMs'
> & {
  readonly onPublished: (tail: Tail) => void;
};

/**
 * Publishes what the ledger holds behind `tail`, batch upon batch, until the first result that is not a plain success. Several
 * batches are under way at once; all are settled when it resolves, so nothing of this session can be sent later.
 */
class Session {
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #expected: Tail;
  #end: SessionEnd = { kind: 'stopped' };

  constructor(options: SessionOptions, tail: Tail) {
    this.#options = options;
    this.#expected = tail;
  }

  async run(): Promise<SessionEnd> {
    const { store, batchSize = 250, batchesInFlight = 4 } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, this.#stop.signal]);
    void this.#watchTail(signal);
    try {
      for await (const events of store.subscribe({ after: this.#expected.position, batchSize, signal })) {
        if (signal.aborted) break;
        await this.#sendAll(events);
        while (this.#underWay.size >= batchesInFlight) await Promise.race(this.#underWay);
      }
      if (!signal.aborted) this.#finish({ kind: 'unknown', reason: 'the ledger ended its subscription' });
    } catch (error) {
      this.#finish({ kind: 'unknown', reason: 'the ledger could not be read', error });
    }
    this.#stop.abort();
    await Promise.all(this.#underWay);
    return this.#end;
  }

  /** With nothing to publish nobody says that the broadcast was wiped or that another publishes: so it is asked now and then. */
  async #watchTail(signal: AbortSignal): Promise<void> {
    const { broadcast, env, tailCheckMs = 5_000 } = this.#options;
    for (let expected = this.#expected; !signal.aborted;) {
      await pause(env, tailCheckMs, signal);
      const isQuiet = () => !signal.aborted && this.#underWay.size === 0 && this.#expected === expected;
      if (isQuiet()) {
        try {
          const { token } = await broadcast.tail();
          if (isQuiet() && token > expected.token)
            this.#finish({ kind: 'overtaken', reason: 'the tail moved' });
          if (isQuiet() && token < expected.token)
            this.#finish({ kind: 'unknown', reason: 'the broadcast was wiped' });
        } catch (error) {
          if (isQuiet()) this.#finish({ kind: 'unknown', reason: 'the tail could not be read', error });
        }
      }
      expected = this.#expected;
    }
  }

  /**
   * In an empty broadcast two relays may not agree which event comes behind which token (each starts at the head it saw), until the
   * first message is in. So nothing is sent behind it before it is known to be.
   */
  async #sendAll(events: readonly RecordedEvent[]): Promise<void> {
    if (this.#expected.last) return this.#send(events);
    this.#send(events.slice(0, 1));
    await Promise.all(this.#underWay);
    if (!this.#stop.signal.aborted && events.length > 1) this.#send(events.slice(1));
  }

  #send(events: readonly RecordedEvent[]): void {
    const messages = chain(events, this.#expected.position);
    const sent = this.#options.broadcast.publish(messages, this.#expected);
    this.#expected = tailBehind(this.#expected, messages);
    const settled = this.#settle(sent).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
  }

  async #settle(sent: Promise<PublishResult>): Promise<void> {
    try {
      const result = await sent;
      if (result.outcome === 'published') this.#options.onPublished(result.tail);
      else this.#finish({ kind: result.cause, reason: result.reason });
    } catch (error) {
      this.#finish({ kind: 'unknown', reason: 'publishing failed', error });
    }
  }

  /** The first reason counts: what follows it is its consequence. */
  #finish(end: SessionEnd): void {
    if (this.#end.kind !== 'stopped') return;
    this.#end = end;
    this.#stop.abort();
  }
}

export const publishBehind = (options: SessionOptions, tail: Tail): Promise<SessionEnd> =>
  new Session(options, tail).run();
