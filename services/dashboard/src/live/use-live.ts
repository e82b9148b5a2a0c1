import type { EventView } from '@caselog/api-contract';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { live, type LiveState } from './live.ts';

/** How the page stands to the desk: for the status line, and to turn commands off while nothing is heard. */
export const useLiveState = (): LiveState => useSyncExternalStore(live.subscribe, live.state);

/** Whether what is shown may be old: commands are off then, and countdowns hatched. */
export const useIsStale = (): boolean =>
  useSyncExternalStore(live.subscribe, () => live.state().status === 'lost');

/** Calls `again` whenever what is shown may have changed: at each event of a stream that is wanted, and when nobody can say. */
export const useLiveChanges = (isWanted: (event: EventView) => boolean, again: () => void): void => {
  const latest = useEffectEvent(again);
  useLiveEvents((event) => {
    if (isWanted(event)) again();
  });
  useEffect(() => live.onReset(() => latest()), []);
};

/** Calls `take` with each new event of any ticket, for as long as the component is there. */
export const useLiveEvents = (take: (event: EventView) => void): void => {
  const latest = useEffectEvent(take);
  useEffect(() => live.onEvent((event) => latest(event)), []);
};
