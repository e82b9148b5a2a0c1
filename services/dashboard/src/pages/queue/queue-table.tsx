import { useEffect, useEffectEvent, useRef, type CSSProperties } from 'react';
import { ChangesPill } from './changes-pill.tsx';
import { Peek } from './peek.tsx';
import { hasLeft, type QueueList } from './queue-list.ts';
import { QueueHead, QueueRowLine } from './queue-row.tsx';
import type { QueueStore } from './queue-store.ts';
import { useHold } from './use-hold.ts';
import { useIsPrinting } from './use-printing.ts';
import { useQueueKeys, type QueueWork } from './use-queue-keys.ts';
import { useRowPx } from './use-row-height.ts';
import { useRowsInView } from './use-rows-in-view.ts';
import { useTicketLinks } from './use-ticket-links.ts';
import { WorkBar } from './work-bar.tsx';

interface TableProps {
  readonly store: QueueStore;
  readonly list: QueueList;
  readonly ids: readonly string[];
  /** Whether all of the list is shown, and not only what words were found in. */
  readonly isWhole: boolean;
}

interface LineProps extends Pick<TableProps, 'store' | 'list' | 'ids'> {
  readonly index: number;
  readonly work: QueueWork;
  readonly style?: CSSProperties | undefined;
}

/** A row where it is loaded, and its place where it is not yet. */
const Line = ({ store, list, ids, index, work, style }: LineProps) => {
  const id = ids[index] ?? '';
  const row = list.rows.get(id);
  if (!row) return <div className="queue-row queue-row-empty" aria-hidden="true" style={style} />;
  return (
    <QueueRowLine
      row={row}
      clock={list.clocks.get(id)}
      index={index}
      hasLeft={hasLeft(list, id, store.view)}
      isSelected={work.selected.has(id)}
      style={style}
    />
  );
};

/** Rows that are not loaded yet have their place: the scrollbar tells how long the queue is. Pure. */
const lengthOf = ({ list, ids, isWhole }: TableProps): number =>
  isWhole && list.next !== null ? Math.max(ids.length, list.total) : ids.length;

/** The row the focus enters becomes the one that keys act on. */
const useActiveByFocus = (
  table: { readonly current: HTMLElement | null },
  ids: readonly string[],
  activate: (index: number) => void,
): void => {
  const take = useEffectEvent(({ target }: FocusEvent) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-ticket]') : null;
    const index = ids.indexOf(row?.dataset['ticket'] ?? '');
    if (index >= 0) activate(index);
  });
  useEffect(() => {
    const element = table.current;
    const taken = (event: FocusEvent) => take(event);
    element?.addEventListener('focusin', taken);
    return () => element?.removeEventListener('focusin', taken);
  }, [table]);
};

/** The queue as a table that draws only what is in view; the active row stays drawn. */
export const QueueTable = (props: TableProps) => {
  const { store, list, ids, isWhole } = props;
  const rowPx = useRowPx();
  const table = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const active = useRef(0);
  const length = lengthOf(props);
  const isPrinting = useIsPrinting();
  const view = useRowsInView({ store, list, ids, isWhole, length, rowPx, active, body });
  const work = useQueueKeys({ store, list, ids, show: view.show });
  useEffect(() => {
    active.current = work.active;
  });
  useHold(store, table);
  useTicketLinks(table);
  useActiveByFocus(table, ids, work.activate);
  const rows = isPrinting ? ids.map((_, index) => ({ index, offsetPx: undefined })) : view.rows;
  const styleOf = (offsetPx: number | undefined): CSSProperties | undefined =>
    offsetPx === undefined ? undefined : { transform: `translateY(${offsetPx}px)`, height: rowPx };
  return (
    <>
      <ChangesPill store={store} changes={list.pending.size} />
      <div
        ref={table}
        role="table"
        aria-label="Open tickets"
        aria-rowcount={length + 1}
        className="queue-table"
      >
        <QueueHead />
        <div
          role="rowgroup"
          ref={body}
          className="queue-body"
          data-virtual={!isPrinting || undefined}
          style={isPrinting ? undefined : { height: view.heightPx }}
        >
          {rows.map(({ index, offsetPx }) => (
            <Line
              key={ids[index] ?? index}
              store={store}
              list={list}
              ids={ids}
              index={index}
              work={work}
              style={styleOf(offsetPx)}
            />
          ))}
        </div>
      </div>
      <WorkBar work={work} />
      {work.peeked !== undefined && <Peek ticketId={work.peeked} list={list} onClose={work.closePeek} />}
    </>
  );
};
