import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useSyncExternalStore } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { usePreferences } from '../../app/preferences.ts';
import { count } from '../../words/format.ts';
import { Filters } from './filters.tsx';
import { QueueTable } from './queue-table.tsx';
import { queueStoreOf } from './queue-store.ts';
import { QueuePages } from './queue-pages.tsx';
import { isFiltered, viewOf } from './search.ts';
import { found } from './words.ts';
import './queue.css';

const route = getRouteApi('/queue');

const Empty = ({
  isFilteredView,
  onClear,
}: {
  readonly isFilteredView: boolean;
  readonly onClear: () => void;
}) => (
  <div className="empty">
    {isFilteredView ? (
      <>
        <p>No open ticket passes these filters.</p>
        <button type="button" className="button" onClick={onClear}>
          Clear the filters
        </button>
      </>
    ) : (
      <p>Nothing is open. What is asked next appears here by itself.</p>
    )}
  </div>
);

/** The open tickets by priority, then by time of request. */
export const QueuePage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const key = JSON.stringify(viewOf(search));
  const store = useMemo(() => queueStoreOf(JSON.parse(key) as ReturnType<typeof viewOf>), [key]);
  const { list, isLoading, error } = useSyncExternalStore(store.subscribe, store.read);
  const words = useDeferredValue(search.words ?? '');
  const ids = useMemo(() => found(list, words), [list, words]);
  const { pages } = usePreferences();
  const clear = () => void navigate({ search: ({ sort }) => ({ sort }) });
  const isFirst = list.next === undefined;
  return (
    <section className="queue" aria-busy={isFirst && isLoading}>
      <header className="queue-head">
        <h1>Queue</h1>
        <p className="muted" data-testid="total">
          {isFirst ? '' : `${count(list.total)} open`}
        </p>
      </header>
      <Filters search={search} onClear={clear} />
      {error !== undefined && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(error)}
          <button type="button" className="button" onClick={() => void store.reload()}>
            Try again
          </button>
        </p>
      )}
      {isFirst && error === undefined && (
        <div className="skeleton queue-skeleton" data-late aria-hidden="true" />
      )}
      {!isFirst && ids.length === 0 && !isLoading && (
        <Empty isFilteredView={isFiltered(search)} onClear={clear} />
      )}
      {ids.length > 0 &&
        (pages ? (
          <QueuePages store={store} list={list} ids={ids} />
        ) : (
          <QueueTable key={key} store={store} list={list} ids={ids} isWhole={words === ''} />
        ))}
    </section>
  );
};
