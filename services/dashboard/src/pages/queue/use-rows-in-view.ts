import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { serverNowMs } from '../../time/server-time.ts';
import { useNow } from '../../time/ticker.ts';
import type { QueueList } from './queue-list.ts';
import type { QueueStore } from './queue-store.ts';

export interface RowsInView {
  readonly rows: readonly { readonly index: number; readonly offsetPx: number }[];
  readonly heightPx: number;
  /** Brings a row into view and gives it the focus. */
  readonly show: (index: number) => void;
}

interface Options {
  readonly store: QueueStore;
  readonly list: QueueList;
  readonly ids: readonly string[];
  readonly isWhole: boolean;
  readonly length: number;
  readonly rowPx: number;
  /** Stays drawn wherever the window is: it may have the focus. */
  readonly active: RefObject<number>;
  readonly body: RefObject<HTMLElement | null>;
}

const everyMinute = (nowMs: number): number => Math.floor(nowMs / 60_000);
const aheadRows = 40;

/** Which rows the window shows; reads pages and clocks as they come into view. */
export const useRowsInView = (options: Options): RowsInView => {
  const { store, list, ids, isWhole, length, rowPx, active, body } = options;
  const [marginPx, setMarginPx] = useState(0);
  const focusOn = useRef<number | undefined>(undefined);
  useLayoutEffect(() => setMarginPx((body.current?.getBoundingClientRect().top ?? 0) + scrollY), [body]);
  const virtual = useWindowVirtualizer({
    count: length,
    estimateSize: () => rowPx,
    overscan: 8,
    scrollMargin: marginPx,
    scrollPaddingStart: 40,
    scrollPaddingEnd: 72,
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), active.current])]
        .filter((index) => index < length)
        .toSorted((a, b) => a - b),
  });
  useEffect(() => virtual.measure(), [rowPx, virtual]);
  const rows = virtual.getVirtualItems().map(({ index, start }) => ({ index, offsetPx: start - marginPx }));
  const lastIndex = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (lastIndex >= ids.length - aheadRows || !isWhole) void store.loadMore();
  }, [lastIndex, ids.length, isWhole, list.next, store]);
  const minute = useNow(everyMinute);
  const inView = rows.flatMap(({ index }) => ids[index] ?? []).join(',');
  useEffect(() => {
    if (inView !== '') store.needClocks(inView.split(','), serverNowMs());
  }, [inView, minute, store, list.clocks]);
  // A row that had to be drawn first gets its focus once it is there.
  useEffect(() => {
    if (focusOn.current === undefined) return;
    const link = body.current?.querySelector<HTMLElement>(`[aria-rowindex="${focusOn.current + 2}"] a`);
    if (!link) return;
    link.focus({ preventScroll: true });
    focusOn.current = undefined;
  });
  const show = (index: number) => {
    focusOn.current = index;
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  return { rows, heightPx: virtual.getTotalSize(), show };
};
