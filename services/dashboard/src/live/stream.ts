import { ledgerEventName, pathOf } from '@caselog/api-contract';
import { browser } from '../time/browser.ts';
import { readEvent, readSignal, type LiveMessage, type LiveOf } from './message.ts';

export interface StreamOptions {
  readonly of: LiveOf;
  /** Behind which position or cursor to begin; undefined: from now on. */
  readonly after: () => string | undefined;
  readonly onMessage: (message: LiveMessage) => void;
  readonly signal: AbortSignal;
}

const retryMsMin = 500;
const retryMsMax = 8_000;

/**
 * Listens to the desk's events until the signal aborts. A connection that breaks is made anew, by us and not by the browser, which gives
 * up for good at the first answer that is no stream; it resumes behind the last event that came.
 */
export const openStream = ({ of, after, onMessage, signal }: StreamOptions): void => {
  let source: EventSource | undefined;
  let cancelRetry: (() => void) | undefined;
  let retryMs = retryMsMin;
  const retry = (): void => {
    source?.close();
    onMessage({ kind: 'lost' });
    cancelRetry?.();
    cancelRetry = browser.after(retryMs, connect);
    retryMs = Math.min(retryMsMax, retryMs * 2);
  };
  const take = (message: LiveMessage): void => {
    retryMs = retryMsMin;
    onMessage(message);
  };
  const connect = (): void => {
    const behind = after();
    source = new EventSource(pathOf(of) + (behind === undefined ? '' : `?after=${behind}`));
    source.addEventListener(ledgerEventName, (told) => take(readEvent(of, told)));
    source.addEventListener('heartbeat', (told) => take(readSignal(of, 'heartbeat', told)));
    source.addEventListener('reset', (told) => take(readSignal(of, 'reset', told)));
    source.addEventListener('error', retry);
  };
  signal.addEventListener('abort', () => {
    cancelRetry?.();
    source?.close();
  });
  connect();
};
