import type { BoardTable } from '@caselog/api-contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { count } from '../../words/format.ts';
import { Scrollable } from './scrollable.tsx';
import { figureWords } from './words.ts';

const shownFirst = 100;

type Row = BoardTable['rows'][number];

interface FigureProps {
  readonly table: BoardTable;
  readonly row: Row;
  readonly place: number;
}

/** One figure: a link to its tickets wherever there are any. */
const Figure = ({ table, row, place }: FigureProps) => {
  const column = table.columns[place]!;
  const words = figureWords(row.values[place]!, column.unit);
  const tickets = row.tickets[place] ?? null;
  if (column.key === 'ticket')
    return (
      <Link
        to="/tickets/$ticketId"
        params={{ ticketId: String(row.values[place]) }}
        search={{}}
        className="mono"
      >
        <bdi>{words}</bdi>
      </Link>
    );
  if (tickets === null) return <bdi>{words}</bdi>;
  if (tickets === 0) return words;
  return (
    <Link
      from="/boards"
      to="/boards"
      search={(before) => ({ ...before, figure: `${table.id}/${row.key}/${column.key}` })}
      title={`${count(tickets)} ${tickets === 1 ? 'ticket' : 'tickets'} behind it`}
    >
      {words}
    </Link>
  );
};

/** Figures as a table; a long one shows its beginning and offers the rest. */
export const FiguresTable = ({ table }: { readonly table: BoardTable }) => {
  const [isWhole, setWhole] = useState(false);
  const { columns, rows, title } = table;
  const shown = isWhole ? rows : rows.slice(0, shownFirst);
  const isNumber = (place: number): boolean => !['text', 'instant'].includes(columns[place]!.unit);
  return (
    <Scrollable className="figures" label={`${title}, table`}>
      <table className="table">
        <thead>
          <tr>
            {columns.map(({ key, label }, place) => (
              <th key={key} scope="col" data-number={isNumber(place) || undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              {columns.map(({ key }, place) => (
                <td key={key} data-number={isNumber(place) || undefined}>
                  <Figure table={table} row={row} place={place} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <button type="button" className="button" onClick={() => setWhole(true)}>
          Show all {count(rows.length)} rows
        </button>
      )}
    </Scrollable>
  );
};
