import type { WhatIfJob } from '@caselog/api-contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { count } from '../../words/format.ts';
import { Scrollable } from '../boards/scrollable.tsx';
import { ticketSheet } from './differences.ts';
import { Downloads } from './downloads.tsx';
import type { Sheet } from './sheet.ts';

const route = getRouteApi('/what-if');
const pageRows = 50;

const TicketLink = ({ ticketId }: { readonly ticketId: string }) => (
  <Link to="/tickets/$ticketId" params={{ ticketId }} search={{}} className="mono">
    <bdi>{ticketId}</bdi>
  </Link>
);

const TicketTable = ({ columns, rows }: Pick<Sheet, 'columns' | 'rows'>) => (
  <Scrollable className="figures" label="Tickets that would differ, table">
    <table className="table">
      <thead>
        <tr>
          {columns.map(({ label }) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([ticketId, ...rest]) => (
          <tr key={ticketId}>
            <td>
              <TicketLink ticketId={String(ticketId)} />
            </td>
            {rest.map((words, place) => (
              <td key={columns[place + 1]!.label}>{words}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </Scrollable>
);

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly rows: number;
}

const Pager = ({ page, pages, rows }: PagerProps) => {
  const navigate = route.useNavigate();
  const go = (to: number) =>
    void navigate({ search: (before) => ({ ...before, page: to }), resetScroll: false });
  return (
    <nav className="pager no-print" aria-label="Pages of the tickets">
      <button type="button" className="button" disabled={page === 1} onClick={() => go(page - 1)}>
        Back
      </button>
      <span>
        {count((page - 1) * pageRows + 1)} to {count(Math.min(page * pageRows, rows))} of {count(rows)}
      </span>
      <button type="button" className="button" disabled={page === pages} onClick={() => go(page + 1)}>
        Next
      </button>
    </nav>
  );
};

interface Props {
  readonly tickets: WhatIfJob['tickets'];
  readonly differing: number;
}

/** The tickets of which the candidate decides otherwise, page by page; each leads to its ticket. */
export const DifferingTickets = ({ tickets, differing }: Props) => {
  const { page: asked = 1 } = route.useSearch();
  const sheet = useMemo(() => ticketSheet(tickets), [tickets]);
  const pages = Math.max(1, Math.ceil(tickets.length / pageRows));
  const page = Math.min(asked, pages);
  const shown = sheet.rows.slice((page - 1) * pageRows, page * pageRows);
  return (
    <section className="panel board-panel" aria-labelledby="what-if-tickets">
      <header>
        <h3 id="what-if-tickets">Tickets that would differ</h3>
        {tickets.length > 0 && <Downloads sheet={sheet} of="tickets that would differ" />}
      </header>
      {tickets.length === 0 && <p className="empty">Every ticket would have come to the same.</p>}
      {differing > tickets.length && (
        <p className="muted">
          The first {count(tickets.length)} of {count(differing)}, in the order they were opened;{' '}
          <code>caselog what-if --json</code> lists all of them.
        </p>
      )}
      {shown.length > 0 && <TicketTable columns={sheet.columns} rows={shown} />}
      {pages > 1 && <Pager page={page} pages={pages} rows={tickets.length} />}
    </section>
  );
};
