import type { BoardTable } from '@caselog/api-contract';
import { areaY, axisX, gridY, ruleY, stackY } from '@observablehq/plot';
import { useCallback } from 'react';
import { PriorityChip, StateChip } from '../../../components/chips.tsx';
import type { Lifecycle, Priority } from '../../../words/vocabulary.ts';
import { count, shortMoment } from '../../../words/format.ts';
import { PlotFigure } from '../plot-figure.tsx';

interface Point {
  readonly at: Date;
  readonly key: string;
  readonly tickets: number;
}

const pointsOf = ({ columns, rows }: BoardTable): readonly Point[] =>
  rows.flatMap(({ values }) =>
    columns.slice(1, -1).map(({ key }, index) => ({
      at: new Date(String(values[0])),
      key,
      tickets: Number(values[index + 1]),
    })),
  );

const Legend = ({ table }: { readonly table: BoardTable }) => (
  <ul className="legend">
    {table.columns.slice(1, -1).map(({ key }) => (
      <li key={key}>
        {table.id === 'states' ? (
          <StateChip state={key as Lifecycle} />
        ) : (
          <PriorityChip priority={key as Priority} />
        )}
      </li>
    ))}
  </ul>
);

const summaryOf = ({ rows }: BoardTable): string => {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const most = rows.reduce(
    (best, row) => (Number(row.values.at(-1)) > Number(best.values.at(-1)) ? row : best),
    first,
  );
  const open = (row: BoardTable['rows'][number]) =>
    `${count(Number(row.values.at(-1)))} open on ${shortMoment(String(row.values[0]))}`;
  return `${open(first)}; at most ${open(most)}; ${open(last)}.`;
};

/** Open tickets over time, one band for each state or priority. */
export const BacklogPlot = ({ table }: { readonly table: BoardTable }) => {
  const options = useCallback(
    (width: number) => {
      const points = pointsOf(table);
      const prefix = table.id === 'states' ? '--state-' : '--';
      const colour = ({ key }: Point): string => `var(${prefix}${key.toLowerCase()})`;
      return {
        width,
        height: 280,
        marginLeft: 48,
        y: { label: 'Open tickets' },
        x: { label: null },
        marks: [
          gridY({ strokeOpacity: 0.15 }),
          areaY(points, stackY({ x: 'at', y: 'tickets', fill: colour, z: 'key', curve: 'step-before' })),
          axisX({ label: null }),
          ruleY([0]),
        ],
      };
    },
    [table],
  );
  return (
    <PlotFigure
      label={table.title}
      summary={summaryOf(table)}
      legend={<Legend table={table} />}
      options={options}
    />
  );
};
