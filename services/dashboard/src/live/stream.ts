import { ledgerEventName, pathOf } from '@caselog/api-contract';
import { browser } from '../time/browser.ts';
import { readEvent, readSignal, type LiveMessage } from './message.ts';

export interface StreamOptions {
  /** Behind which position to begin; undefined: from now on. */
  readonly after: () => number | undefined;
  readonly onMessage: (message: LiveMessage) => void;
  readonly signal: AbortSignal;
}

const retryMsMin = 500;
const retryMsMax = 8_000;

/**
 * Listens to the desk's events until the signal aborts. A connection that breaks is made anew, by us and not by the browser, which gives
 * up for good at the first answer that is no stream; it resumes behind the last event that came.
 */
export const openStream = ({ after, onMessage, signal }: StreamOptions): void => {
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
    const position = after();
    source = new EventSource(pathOf('events') + (position === undefined ? '' : `?after=${position}`));
    source.addEventListener(ledgerEventName, ({ data }) => take(readEvent(String(data))));
    source.addEventListener('heartbeat', ({ data }) => take(readSignal('heartbeat', String(data))));
    source.addEventListener('reset', ({ data }) => take(readSignal('reset', String(data))));
    source.addEventListener('error', retry);
  };
  signal.addEventListener('abort', () => {
    cancelRetry?.();
    source?.close();
  });
  connect();
};
