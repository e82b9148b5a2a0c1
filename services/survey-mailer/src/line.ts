import { backoffMs } from '@caselog/broadcast';
import type { DeliveriesResponse } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { Dispatch } from './dispatch/context.ts';

/** How far ahead of the rate a burst may run. */
const burstMs = 1_000;

/** The mail server as far as we know: after failures nobody but a single probe tries it, ever less often; and never too many mails at once. */
export class Line {
  readonly #dispatch: Pick<Dispatch, 'env' | 'backoff'>;
  readonly #gapMs: number;
  #failures = 0;
  #downUntilMs = 0;
  #lastError: string | null = null;
  #turnMs = 0;

  constructor(dispatch: Pick<Dispatch, 'env' | 'backoff' | 'mailsPerMinuteMax'>) {
    this.#dispatch = dispatch;
    this.#gapMs = 60_000 / (dispatch.mailsPerMinuteMax ?? 6_000);
  }

  get isDown(): boolean {
    return this.#dispatch.env.now() < this.#downUntilMs;
  }

  /** How many may be tried at once. */
  get width(): number {
    return this.#failures > 0 ? 1 : Number.MAX_SAFE_INTEGER;
  }

  /** The earliest moment of the next try. */
  get openAtMs(): number {
    return Math.max(this.#downUntilMs, this.#turnMs - burstMs);
  }

  /** Takes the next place in the rate; false: there is none yet. */
  takeTurn(): boolean {
    const nowMs = this.#dispatch.env.now();
    const turnMs = Math.max(this.#turnMs, nowMs);
    if (turnMs - nowMs > burstMs) return false;
    this.#turnMs = turnMs + this.#gapMs;
    return true;
  }

  isUp(): void {
    this.#failures = 0;
    this.#downUntilMs = 0;
    this.#lastError = null;
  }

  failed(error: Error): void {
    const { env, backoff } = this.#dispatch;
    this.#failures += 1;
    this.#lastError = error.message;
    this.#downUntilMs = env.now() + backoffMs(env, backoff, this.#failures);
  }

  /** As a lead is told. */
  get view(): DeliveriesResponse['server'] {
    const failures = this.#failures;
    const retryAt = failures > 0 ? toInstant(this.#downUntilMs) : null;
    return { isUp: failures === 0, failures, lastError: this.#lastError, retryAt };
  }
}
