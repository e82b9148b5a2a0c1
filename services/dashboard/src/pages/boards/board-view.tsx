import type { BoardId, BoardResponse } from '@caselog/api-contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { useLiveEvents } from '../../live/use-live.ts';
import { count, fullMoment } from '../../words/format.ts';
import { boardQuery } from './queries.ts';
import { isLimited, withoutFigure, type BoardSearch } from './search.ts';
import { TablePanel } from './table-panel.tsx';
import { TicketsPanel } from './tickets-panel.tsx';

const route = getRouteApi('/boards');

interface Props {
  readonly board: BoardId;
  readonly search: BoardSearch;
}

const PastBanner = ({ asOf, by }: { readonly asOf: string; readonly by: BoardResponse['by'] }) => {
  const navigate = route.useNavigate();
  return (
    <p className="notice past-banner" data-tone="warn" role="status">
      <strong>The past</strong>
      <span>
        {by === 'occurredAt' ? 'As things had happened by' : 'As the ledger knew things by'}{' '}
        <time dateTime={asOf}>{fullMoment(asOf)}</time>.
      </span>
      <button
        type="button"
        className="button"
        onClick={() => void navigate({ search: (before) => ({ ...withoutFigure(before), asOf: undefined }) })}
      >
        Back to now
      </button>
    </p>
  );
};

/** What the figures are of, and where they come from: the receipt under every board. */
const Receipt = ({ drawn }: { readonly drawn: BoardResponse }) => {
  const { population, position, behind, version, drawnAt, asOf } = drawn;
  return (
    <p className="receipt muted" data-testid="receipt">
      <span data-testid="population">
        n = {count(population.n)} {population.formula}
      </span>
      <span>
        position {count(position)}
        {behind > 0 && `, ${count(behind)} behind`} · formulas version {version} · drawn{' '}
        <time dateTime={drawnAt}>{fullMoment(drawnAt)}</time> as of{' '}
        <time dateTime={asOf}>{fullMoment(asOf)}</time>
      </span>
      {population.unreadable > 0 && (
        <strong>{count(population.unreadable)} tickets cannot be read and are not counted</strong>
      )}
    </p>
  );
};

/** A board of now is not drawn anew under the reader's eyes: it says what came since. */
const News = ({ onDraw, position }: { readonly onDraw: () => void; readonly position: number }) => {
  const [latest, setLatest] = useState(0);
  useLiveEvents((event) => setLatest((before) => Math.max(before, event.position)));
  if (latest <= position) return null;
  return (
    <p className="notice">
      The ledger has gone on since this was drawn.
      <button type="button" className="button" onClick={onDraw}>
        Draw it anew
      </button>
    </p>
  );
};

const Empty = ({ search }: { readonly search: BoardSearch }) => {
  const navigate = route.useNavigate();
  return (
    <div className="empty">
      <p>{isLimited(search) ? 'No ticket is in this population.' : 'There was no ticket yet.'}</p>
      {isLimited(search) && (
        <button
          type="button"
          className="button"
          onClick={() => void navigate({ search: ({ board, asOf, by }) => ({ board, asOf, by }) })}
        >
          Count all tickets
        </button>
      )}
    </div>
  );
};

/** One board: its receipt, a panel for each of its tables, and the tickets of the figure that was chosen. */
export const BoardView = ({ board, search }: Props) => {
  const { data: drawn, error, refetch, isFetching, isPlaceholderData } = useQuery(boardQuery(board, search));
  // While another instant is fetched, what is shown keeps the banner of its own.
  const shown =
    drawn && isPlaceholderData ? { asOf: drawn.isNow ? undefined : drawn.asOf, by: drawn.by } : search;
  const isOther = drawn !== undefined && drawn.board !== board;
  return (
    <div
      className="board"
      aria-busy={isFetching}
      data-old={isPlaceholderData || undefined}
      data-past={shown.asOf !== undefined || undefined}
    >
      {shown.asOf !== undefined && <PastBanner asOf={shown.asOf} by={shown.by ?? 'occurredAt'} />}
      {error && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(error)}
          <button type="button" className="button" onClick={() => void refetch()}>
            Try again
          </button>
        </p>
      )}
      {(!drawn || isOther) && !error && (
        <div className="skeleton board-skeleton" data-late aria-hidden="true" />
      )}
      {drawn && !isOther && (
        <>
          <p className="shows">{drawn.shows}</p>
          <Receipt drawn={drawn} />
          {drawn.isNow && <News position={drawn.position} onDraw={() => void refetch()} />}
          {search.figure !== undefined && (
            <TicketsPanel key={search.figure} drawn={drawn} search={search} figure={search.figure} />
          )}
          {drawn.population.n === 0 ? (
            <Empty search={search} />
          ) : (
            drawn.tables.map((table) => (
              <TablePanel key={table.id} drawn={drawn} table={table} search={search} />
            ))
          )}
        </>
      )}
    </div>
  );
};
