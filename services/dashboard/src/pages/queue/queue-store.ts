import type { QueueRowsResponse } from '@caselog/api-contract';
import { client } from '../../api/client.ts';
import { live } from '../../live/live.ts';
import { browser } from '../../time/browser.ts';
import { noteServerNow } from '../../time/server-time.ts';
import { applied, emptyList, patched, withPage, type QueueList } from './queue-list.ts';
import type { QueueView } from './search.ts';

export interface QueueState {
  readonly list: QueueList;
  readonly isLoading: boolean;
  readonly error: unknown;
}

const firstPageRows = 100;
const nextPageRows = 250;
const clocksMax = 100;
const gatherMs = 80;

const entriesOf = ({ now, rows }: QueueRowsResponse) =>
  rows.map(({ row, clock }) => ({ row, clock: { clock, readAtMs: Date.parse(now) } }));

/** The queue of one view: its pages, its clocks, and what the live events change in them. */
export class QueueStore {
  readonly view: QueueView;
  state: QueueState = { list: emptyList, isLoading: false, error: undefined };
  /** Whether the order stays as it is: while the pointer is over it, the focus inside, or it scrolls. */
  isHeld = false;
  readonly #listeners = new Set<() => void>();
  readonly #wanted = new Set<string>();
  #isGathering = false;
  #stopListening: (() => void) | undefined;
  #isStale = false;
  #hasNews = false;

  constructor(view: QueueView) {
    this.view = view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      // What happens while nobody looks is not followed: the next look reads the queue anew.
      this.#stopListening?.();
      this.#stopListening = undefined;
      this.#isStale = true;
    };
  };

  readonly read = (): QueueState => this.state;

  #set(change: Partial<QueueState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #setList(list: QueueList): void {
    this.#set({ list: this.isHeld ? list : applied(list, this.view) });
  }

  #begin(): void {
    if (this.#stopListening) return;
    const stopEvents = live.onEvent(({ stream }) => {
      this.#hasNews = true;
      this.#want(stream.slice('ticket-'.length));
    });
    const stopResets = live.onReset(() => void this.reload());
    this.#stopListening = () => {
      stopEvents();
      stopResets();
    };
    if (this.#isStale) void this.reload();
    else if (this.state.list.next === undefined) void this.loadMore();
  }

  /** Reads the next page; nothing where it is being read, or there is none. */
  async loadMore(): Promise<void> {
    const { list, isLoading } = this.state;
    if (isLoading || list.next === null) return;
    this.#set({ isLoading: true, error: undefined });
    try {
      const isFirst = list.next === undefined;
      const page = await client.queue({
        ...this.#query(),
        limit: isFirst ? firstPageRows : nextPageRows,
        ...(typeof list.next === 'string' && { after: list.next }),
      });
      this.#set({ list: withPage(this.state.list, page), isLoading: false });
    } catch (error) {
      this.#set({ error, isLoading: false });
    }
  }

  /** Reads what is shown afresh, as one page; what was there stays until the answer comes. */
  async reload(): Promise<void> {
    this.#isStale = false;
    const limit = Math.min(1_000, Math.max(firstPageRows, this.state.list.order.length));
    try {
      const page = await client.queue({ ...this.#query(), limit });
      const { clocks } = this.state.list;
      this.#set({ list: withPage({ ...emptyList, clocks }, page), error: undefined, isLoading: false });
    } catch (error) {
      this.#set({ error });
    }
  }

  /** Puts everything where it belongs. */
  apply(): void {
    this.#set({ list: applied(this.state.list, this.view) });
  }

  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
  }

  /** Reads the clocks of rows that come into view without one, or whose hours have changed since. */
  needClocks(ids: readonly string[], nowMs: number): void {
    const { clocks } = this.state.list;
    for (const id of ids) {
      const known = clocks.get(id);
      const changesAt = known?.clock.changesAt;
      const isPast = changesAt !== null && changesAt !== undefined && Date.parse(changesAt) <= nowMs;
      if (!known || (isPast && known.readAtMs < Date.parse(changesAt))) this.#want(id);
    }
  }

  #query() {
    const { lifecycle, priority, ...rest } = this.view;
    return {
      ...rest,
      ...(lifecycle && { lifecycle: [...lifecycle] }),
      ...(priority && { priority: [...priority] }),
    };
  }

  /** Gathers for a moment what is to be read, so that a burst of events costs one question. */
  #want(id: string): void {
    this.#wanted.add(id);
    if (this.#isGathering) return;
    this.#isGathering = true;
    browser.after(gatherMs, () => {
      this.#isGathering = false;
      void this.#readWanted();
    });
  }

  async #readWanted(): Promise<void> {
    const ids = [...this.#wanted];
    this.#wanted.clear();
    try {
      for (let from = 0; from < ids.length; from += clocksMax)
        await this.#readRows(ids.slice(from, from + clocksMax));
      await this.#count();
    } catch (error) {
      this.#set({ error });
    }
  }

  async #readRows(ids: readonly string[]): Promise<void> {
    const askedAtMs = browser.monotonicMs();
    const answer = await client.queueRows(ids);
    noteServerNow(answer.now, browser.monotonicMs() - askedAtMs);
    this.#setList(patched(this.state.list, entriesOf(answer), this.view));
  }

  async #count(): Promise<void> {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    const { total } = await client.queue({ ...this.#query(), limit: 1 });
    this.#set({ list: { ...this.state.list, total } });
  }
}

const stores = new Map<string, QueueStore>();
const storesMax = 6;

/** The store of a view; the last few are kept, so that Back finds its rows and its place. */
export const queueStoreOf = (view: QueueView): QueueStore => {
  const key = JSON.stringify(view);
  const store = stores.get(key) ?? new QueueStore(view);
  stores.delete(key);
  stores.set(key, store);
  for (const old of stores.keys()) {
    if (stores.size <= storesMax) break;
    stores.delete(old);
  }
  return store;
};
