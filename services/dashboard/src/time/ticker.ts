import { useSyncExternalStore } from 'react';
import { browser } from './browser.ts';
import { serverNowMs } from './server-time.ts';

const listeners = new Set<() => void>();
let stop: (() => void) | undefined;
let nowMs = serverNowMs();

const tick = (): void => {
  nowMs = serverNowMs();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  if (listeners.size === 0) nowMs = serverNowMs();
  listeners.add(listener);
  stop ??= browser.every(1_000, tick);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
};

/**
 * What `read` makes of the server's now, read again each second by the one ticker all countdowns share. Give back a text or a number:
 * only a change of it draws anything anew.
 */
export const useNow = <Value extends string | number | boolean>(read: (nowMs: number) => Value): Value =>
  useSyncExternalStore(subscribe, () => {
    if (stop === undefined && serverNowMs() - nowMs >= 1_000) nowMs = serverNowMs();
    return read(nowMs);
  });
