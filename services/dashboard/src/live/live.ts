import type { EventView } from '@caselog/api-contract';
import { browser } from '../time/browser.ts';
import { noteServerNow, serverNowMs } from '../time/server-time.ts';
import { electLeader } from './election.ts';
import type { LiveMessage, LiveOf } from './message.ts';
import { openStream } from './stream.ts';

/** How the page stands to the desk. A dead stream never looks live. */
export interface LiveState {
  /** `off`: this role is told nothing live. `connecting`: nothing has come yet. */
  readonly status: 'off' | 'connecting' | 'live' | 'lost';
  /** The last position of the ledger that was heard of; undefined as long as this reader was told none. */
  readonly position: number | undefined;
  /** When something last came, by the server's clock, epoch milliseconds. */
  readonly heardAtMs: number | undefined;
}

/** Silence that means death: the desk beats every 15 s. */
const silenceMsMax = 45_000;

type EventListener = (event: EventView) => void;

const off: LiveState = { status: 'off', position: undefined, heardAtMs: undefined };
let state = off;
let heardAtMonotonicMs = 0;
/** Where a stream that broke is resumed. */
let resumeAt: string | undefined;
let stop: AbortController | undefined;
const stateListeners = new Set<() => void>();
const eventListeners = new Set<EventListener>();
const resetListeners = new Set<() => void>();

const change = (next: Partial<LiveState>): void => {
  state = { ...state, ...next };
  for (const listener of stateListeners) listener();
};

const heard = (told: number | undefined, cursor: string | undefined, isReset = false): void => {
  heardAtMonotonicMs = browser.monotonicMs();
  // A position behind the one that is known belongs to another ledger, which only a reset may say.
  const isAhead = told !== undefined && told > (state.position ?? 0);
  const position = isReset || isAhead ? told : state.position;
  resumeAt = cursor ?? (position === undefined ? resumeAt : String(position));
  change({ status: 'live', position, heardAtMs: serverNowMs() });
};

const reset = (): void => {
  for (const listener of resetListeners) listener();
};

/** Events that come twice, from a tab that led and one that leads now, are dropped. */
const takeEvent = (event: EventView, cursor: string | undefined): void => {
  if (event.position <= (state.position ?? 0)) return;
  heard(event.position, cursor);
  for (const listener of eventListeners) listener(event);
};

const take = (message: LiveMessage): void => {
  switch (message.kind) {
    case 'event':
      return takeEvent(message.event, message.cursor);
    case 'heartbeat':
      if (message.now !== undefined) noteServerNow(message.now, 200);
      return heard(message.position, message.cursor);
    case 'welcome':
      // What came to the other tabs before this one listened is not told again; cursors cannot be compared.
      if (message.cursor !== undefined || (message.position ?? 0) > (state.position ?? 0)) reset();
      return heard(message.position, message.cursor);
    case 'reset':
      heard(message.position, message.cursor, true);
      return reset();
    case 'lost':
      return change({ status: 'lost' });
    default:
      return message satisfies never;
  }
};

const watchSilence = (signal: AbortSignal): void => {
  const end = browser.every(1_000, () => {
    if (state.status === 'live' && browser.monotonicMs() - heardAtMonotonicMs > silenceMsMax)
      change({ status: 'lost' });
  });
  signal.addEventListener('abort', end);
};

/**
 * Begins to listen behind a position, one stream for all tabs of this browser and person. `scope` keeps people who share a browser
 * apart.
 */
export const startLive = (of: LiveOf, scope: string, position: number | undefined): void => {
  stopLive();
  const controller = new AbortController();
  stop = controller;
  const { signal } = controller;
  const channel = new BroadcastChannel(`caselog-live-${scope}`);
  let leads = false;
  resumeAt = position === undefined ? undefined : String(position);
  change({ ...off, status: 'connecting', position });
  channel.addEventListener('message', ({ data }: MessageEvent<LiveMessage | { readonly kind: 'hello' }>) => {
    if (data.kind !== 'hello') take(data);
    else if (leads && state.status === 'live')
      channel.postMessage({
        kind: 'welcome',
        position: state.position,
        cursor: of === 'myEvents' ? resumeAt : undefined,
      } satisfies LiveMessage);
  });
  channel.postMessage({ kind: 'hello' });
  signal.addEventListener('abort', () => channel.close());
  const lead = (): void => {
    leads = true;
    const onMessage = (message: LiveMessage): void => {
      take(message);
      if (!signal.aborted) channel.postMessage(message);
    };
    openStream({ of, after: () => resumeAt, onMessage, signal });
  };
  electLeader(`caselog-live-${scope}`, lead, signal);
  watchSilence(signal);
};

export const stopLive = (): void => {
  stop?.abort();
  stop = undefined;
  if (state.status !== 'off') change(off);
};

export const live = {
  state: (): LiveState => state,
  subscribe: (listener: () => void): (() => void) => {
    stateListeners.add(listener);
    return () => stateListeners.delete(listener);
  },
  /** Calls back with each new event of a ticket, once, in order. */
  onEvent(listener: EventListener): () => void {
    eventListeners.add(listener);
    return () => eventListeners.delete(listener);
  },
  /** Calls back when what is shown may not follow from what came: it must be fetched again. */
  onReset(listener: () => void): () => void {
    resetListeners.add(listener);
    return () => resetListeners.delete(listener);
  },
};

// A page that comes back from the browser's back-forward cache has heard nothing meanwhile.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) reset();
});
