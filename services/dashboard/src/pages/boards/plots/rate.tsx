import type { BoardTable } from '@caselog/api-contract';
import { barY, ruleY, text } from '@observablehq/plot';
import { useCallback } from 'react';
import { count } from '../../../words/format.ts';
import { PlotFigure } from '../plot-figure.tsx';
import { figureWords } from '../words.ts';

interface Props {
  readonly table: BoardTable;
  /** The columns of the rate, of what it counts, and of what it counts among. */
  readonly rate: string;
  readonly of: string;
  readonly among: string;
}

/** A rate month by month, each with the number it is of. */
export const RatePlot = ({ table, rate, of, among }: Props) => {
  const placeOf = (key: string): number => table.columns.findIndex((column) => column.key === key);
  const [ratePlace, ofPlace, amongPlace] = [placeOf(rate), placeOf(of), placeOf(among)];
  const options = useCallback(
    (width: number) => {
      const months = table.rows.map(({ values }) => ({
        month: String(values[0]),
        rate: Number(values[ratePlace] ?? 0),
        words: `${count(Number(values[ofPlace]))} of ${count(Number(values[amongPlace]))}`,
      }));
      return {
        width,
        height: 240,
        marginLeft: 48,
        x: { label: null, type: 'band' as const },
        y: { label: table.columns[ratePlace]!.label, tickFormat: '.1%' },
        marks: [
          barY(months, { x: 'month', y: 'rate', fill: 'var(--p3)' }),
          ...(width < 640 ? [] : [text(months, { x: 'month', y: 'rate', text: 'words', dy: -8 })]),
          ruleY([0]),
        ],
      };
    },
    [table, ratePlace, ofPlace, amongPlace],
  );
  const sum = (place: number): number =>
    table.rows.reduce((total, { values }) => total + Number(values[place]), 0);
  const summary = `${count(sum(ofPlace))} of ${count(sum(amongPlace))} in all (${figureWords(sum(ofPlace) / Math.max(1, sum(amongPlace)), 'share')}).`;
  return <PlotFigure label={table.title} summary={summary} options={options} />;
};
