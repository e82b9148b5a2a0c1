import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { ReadFault } from './faults.ts';
import type { NodeView } from './node-view.ts';

type Break = Extract<ReadFault, object>;

/** Writes to a streaming call at the speed of its reader, and breaks off where the fault says. */
export class CallSink<Request, Response> {
  readonly #node: NodeView;
  readonly #call: ServerWritableStream<Request, Response>;
  readonly #fault: Break | undefined;
  readonly #gone = new AbortController();
  #sent = 0;
  #wake: () => void = () => {};

  constructor(node: NodeView, call: ServerWritableStream<Request, Response>, fault: Break | undefined) {
    this.#node = node;
    this.#call = call;
    this.#fault = fault;
    if (call.cancelled) this.#gone.abort();
    call.on('cancelled', () => this.#gone.abort());
    this.#gone.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** False: the reader has gone, or was made to. */
  async sendEvent(message: Response): Promise<boolean> {
    if (this.#breaksOff()) return false;
    this.#sent += 1;
    this.#node.sent += 1;
    return this.send(message);
  }

  async send(message: Response): Promise<boolean> {
    if (this.#gone.signal.aborted) return false;
    if (this.#call.write(message)) return true;
    return this.#unlessGone(once(this.#call, 'drain', { signal: this.#gone.signal }));
  }

  /** Waits for the next append unless there is something already. False: the reader has gone. */
  async waitForMore(isThere: () => boolean): Promise<boolean> {
    if (this.#gone.signal.aborted) return false;
    if (this.#breaksOff()) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const stop = this.#node.log.onAppend(resolve);
    if (!isThere()) await promise;
    stop();
    return !this.#gone.signal.aborted;
  }

  async #unlessGone(waiting: Promise<unknown>): Promise<boolean> {
    try {
      await waiting;
      return true;
    } catch (error) {
      if (this.#gone.signal.aborted) return false;
      throw error;
    }
  }

  #breaksOff(): boolean {
    if (!this.#fault) return false;
    if ('cutAfter' in this.#fault && this.#sent >= this.#fault.cutAfter) {
      this.#node.cut();
      return true;
    }
    if ('endAfter' in this.#fault && this.#sent >= this.#fault.endAfter) {
      this.#call.end();
      return true;
    }
    return false;
  }
}
