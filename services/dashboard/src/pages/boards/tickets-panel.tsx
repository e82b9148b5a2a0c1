import type { BoardResponse, BoardTicketsResponse } from '@caselog/api-contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useId } from 'react';
import { wordsOf } from '../../app/error-page.tsx';
import { PriorityChip, StateChip } from '../../components/chips.tsx';
import { count, shortMoment } from '../../words/format.ts';
import { ticketsQuery } from './queries.ts';
import { Scrollable } from './scrollable.tsx';
import { withoutFigure, type BoardSearch } from './search.ts';
import { figureWords } from './words.ts';

const route = getRouteApi('/boards');

interface Props {
  readonly drawn: BoardResponse;
  readonly search: BoardSearch;
  readonly figure: string;
}

const TicketLink = ({ ticket }: { readonly ticket: BoardTicketsResponse['rows'][number] }) => (
  <Link to="/tickets/$ticketId" params={{ ticketId: ticket.ticketId }} search={{}}>
    <bdi>{ticket.caseId ?? ticket.ticketId}</bdi>
  </Link>
);

const TicketRow = ({ ticket }: { readonly ticket: BoardTicketsResponse['rows'][number] }) => (
  <tr>
    <td>
      <TicketLink ticket={ticket} />
    </td>
    <td>
      <StateChip state={ticket.lifecycle} />
    </td>
    <td>
      <PriorityChip priority={ticket.priority} />
    </td>
    <td>
      <bdi>{ticket.team ?? '–'}</bdi>
    </td>
    <td>
      <time dateTime={ticket.openedAt}>{shortMoment(ticket.openedAt)}</time>
    </td>
  </tr>
);

/** `Open tickets by state: 4 Mar 2016, triaged`: which figure it is, as its table names it. Pure but for the locale. */
const nameOf = ({ tables }: BoardResponse, figure: string): string => {
  const [tableId, rowKey, columnKey] = figure.split('/');
  const table = tables.find(({ id }) => id === tableId);
  const row = table?.rows.find(({ key }) => key === rowKey);
  const column = table?.columns.find(({ key }) => key === columnKey);
  if (!table || !row || !column) return 'a figure this board no longer has';
  const names = table.columns
    .map((each, place) => (row.tickets[place] === null ? figureWords(row.values[place]!, each.unit) : ''))
    .filter((name) => name !== '' && name !== '–');
  return `${table.title}: ${[...names, column.label].join(', ')}`;
};

/** The heading of what was asked for takes the focus once, when it appears. */
const takeFocus = (heading: HTMLHeadingElement | null): void => {
  heading?.focus();
};

/** The tickets behind a figure, as they stood at the instant of the board. */
export const TicketsPanel = ({ drawn, search, figure }: Props) => {
  const id = useId();
  const navigate = route.useNavigate();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    ticketsQuery(drawn, search, figure),
  );
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const total = data?.pages[0]?.total;
  return (
    <section className="panel board-panel tickets-behind" aria-labelledby={id}>
      <header>
        <h2 id={id} tabIndex={-1} ref={takeFocus}>
          {total === undefined ? 'Tickets' : `${count(total)} ${total === 1 ? 'ticket' : 'tickets'}`} behind{' '}
          {nameOf(drawn, figure)}
        </h2>
        <div className="panel-tools">
          <button type="button" className="button" onClick={() => void navigate({ search: withoutFigure })}>
            Close
          </button>
        </div>
      </header>
      {error && (
        <p className="notice" data-tone="bad" role="alert">
          {wordsOf(error)}
        </p>
      )}
      {rows.length > 0 && (
        <Scrollable className="figures" label="Tickets behind the figure">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Ticket</th>
                <th scope="col">State</th>
                <th scope="col">Priority</th>
                <th scope="col">Team</th>
                <th scope="col">Opened</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((ticket) => (
                <TicketRow key={ticket.ticketId} ticket={ticket} />
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
      {hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show more
        </button>
      )}
    </section>
  );
};
