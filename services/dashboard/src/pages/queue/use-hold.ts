import { useEffect, useRef, type RefObject } from 'react';
import { browser } from '../../time/browser.ts';
import type { QueueStore } from './queue-store.ts';

const restMs = 1_500;

/** Holds the order while the reader is in the list: the pointer over it, the focus inside, or it moves under the eyes. */
export const useHold = (store: QueueStore, table: RefObject<HTMLElement | null>): void => {
  const reasons = useRef(new Set<string>());
  useEffect(() => {
    const held = reasons.current;
    const element = table.current;
    const stop = new AbortController();
    let cancelRest: (() => void) | undefined;
    const set = (reason: string, isOn: boolean) => () => {
      if (isOn) held.add(reason);
      else held.delete(reason);
      store.hold(held.size > 0);
    };
    const rest = set('scroll', false);
    const scrolled = () => {
      set('scroll', true)();
      cancelRest?.();
      cancelRest = browser.after(restMs, rest);
    };
    const options = { signal: stop.signal, passive: true };
    element?.addEventListener('pointerenter', set('pointer', true), options);
    element?.addEventListener('pointerleave', set('pointer', false), options);
    element?.addEventListener('focusin', set('focus', true), options);
    element?.addEventListener('focusout', set('focus', false), options);
    addEventListener('scroll', scrolled, options);
    return () => {
      stop.abort();
      cancelRest?.();
      held.clear();
      store.hold(false);
    };
  }, [store, table]);
};
