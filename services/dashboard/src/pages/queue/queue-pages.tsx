import { useEffect, useRef, useState } from 'react';
import { serverNowMs } from '../../time/server-time.ts';
import { count } from '../../words/format.ts';
import { ChangesPill } from './changes-pill.tsx';
import { hasLeft, type QueueList } from './queue-list.ts';
import { QueueHead, QueueRowLine } from './queue-row.tsx';
import type { QueueStore } from './queue-store.ts';
import { useTicketLinks } from './use-ticket-links.ts';

const pageRows = 50;

interface PagesProps {
  readonly store: QueueStore;
  readonly list: QueueList;
  readonly ids: readonly string[];
}

const none: ReadonlySet<string> = new Set();

/** The queue page by page, every row of a page in the document: for readers whom a table that draws only what is in view does not serve. */
export const QueuePages = ({ store, list, ids }: PagesProps) => {
  const [page, setPage] = useState(0);
  const table = useRef<HTMLDivElement>(null);
  useTicketLinks(table);
  const from = page * pageRows;
  const shown = ids.slice(from, from + pageRows);
  const key = shown.join(',');
  useEffect(() => {
    if (key !== '') store.needClocks(key.split(','), serverNowMs());
  }, [key, store]);
  const next = () => {
    if (ids.length < from + 2 * pageRows) void store.loadMore();
    setPage(page + 1);
  };
  const isLast = from + pageRows >= Math.max(ids.length, list.next === null ? 0 : list.total);
  return (
    <>
      <ChangesPill store={store} changes={list.pending.size} />
      <div
        ref={table}
        role="table"
        aria-label="Open tickets"
        aria-rowcount={list.total + 1}
        className="queue-table"
      >
        <QueueHead />
        <div role="rowgroup" className="queue-body">
          {shown.map((id, index) => {
            const row = list.rows.get(id);
            return (
              row && (
                <QueueRowLine
                  key={id}
                  row={row}
                  clock={list.clocks.get(id)}
                  index={from + index}
                  hasLeft={hasLeft(list, id, store.view)}
                  isSelected={none.has(id)}
                />
              )
            );
          })}
        </div>
      </div>
      <nav className="pager no-print" aria-label="Pages of the queue">
        <button type="button" className="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
          Back
        </button>
        <span>
          {count(from + 1)} to {count(Math.min(from + pageRows, list.total))} of {count(list.total)}
        </span>
        <button type="button" className="button" disabled={isLast} onClick={next}>
          Next
        </button>
      </nav>
    </>
  );
};
