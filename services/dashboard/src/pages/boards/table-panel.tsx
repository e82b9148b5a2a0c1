import type { BoardResponse, BoardTable } from '@caselog/api-contract';
import { useId, useState } from 'react';
import { chartFor } from './charts.tsx';
import { FiguresTable } from './figures-table.tsx';
import { csvAddress } from './queries.ts';
import type { BoardSearch } from './search.ts';
import { populationWords } from './words.ts';

interface Props {
  readonly drawn: BoardResponse;
  readonly table: BoardTable;
  readonly search: BoardSearch;
}

/** Figures of one kind: title, formula and population, as a chart or as a table, and as CSV of the very same figures. */
export const TablePanel = ({ drawn, table, search }: Props) => {
  const id = useId();
  const chart = chartFor(drawn, table, search);
  const [isTable, setTable] = useState(chart === undefined);
  return (
    <section className="panel board-panel" aria-labelledby={id} data-table={table.id}>
      <header>
        <h2 id={id}>{table.title}</h2>
        <p className="n" data-testid="n">
          {populationWords(table.n)}
        </p>
        <div className="panel-tools">
          {chart !== undefined && (
            <button
              type="button"
              className="button"
              aria-pressed={isTable}
              onClick={() => setTable(!isTable)}
            >
              Table
            </button>
          )}
          <a className="button" href={csvAddress(drawn, search, table.id)} download>
            CSV
          </a>
        </div>
      </header>
      <p className="formula muted">{table.formula}</p>
      {table.rows.length === 0 && <p className="empty">There is nothing to count here.</p>}
      {table.rows.length > 0 && (isTable || chart === undefined ? <FiguresTable table={table} /> : chart)}
      {/* Print gives the whole table, whatever is on the screen. */}
      {!isTable && chart !== undefined && table.rows.length <= 200 && (
        <div className="print-only">
          <FiguresTable table={table} />
        </div>
      )}
    </section>
  );
};
