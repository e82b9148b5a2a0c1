import type { BoardTable } from '@caselog/api-contract';
import { barX, stackX } from '@observablehq/plot';
import { useCallback } from 'react';
import { PlotFigure } from '../plot-figure.tsx';
import { figureWords } from '../words.ts';

/** What each colour means: whose time, how a target stands, what score. */
const palettes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  owner: {
    desk: 'var(--owner-desk)',
    requester: 'var(--owner-requester)',
    'third-party': 'var(--owner-third-party)',
    'closed-hours': 'var(--owner-closed-hours)',
  },
  target: { met: 'var(--met)', missed: 'var(--missed)', running: 'var(--p3)', cancelled: 'var(--hairline)' },
  score: {
    'score-1': 'var(--missed)',
    'score-2': 'var(--warn)',
    'score-3': 'var(--p3)',
    'score-4': 'var(--state-opened)',
    'score-5': 'var(--met)',
  },
};

interface Props {
  readonly table: BoardTable;
  /** The columns that make up a whole. */
  readonly keys: readonly string[];
  readonly colours: 'owner' | 'target' | 'score';
}

const rowsMost = 20;

/** Each row as a bar of its parts, all as long as the whole; what a bar is of stands in the table. */
export const ShareBars = ({ table, keys, colours }: Props) => {
  const palette = palettes[colours]!;
  const places = keys.map((key) => table.columns.findIndex((column) => column.key === key));
  const names = table.columns.findIndex(({ key }) => key === keys[0]);
  const namesPlaces = table.columns
    .map(({ unit }, place) => ({ unit, place }))
    .filter(({ unit, place }) => place < Math.max(1, names) && ['text', 'index'].includes(unit))
    .map(({ place }) => place);
  const key = JSON.stringify([keys, places, namesPlaces]);
  const options = useCallback(
    (width: number) => {
      const [ownKeys, ownPlaces, ownNames] = JSON.parse(key) as [string[], number[], number[]];
      const parts = table.rows.slice(0, rowsMost).flatMap(({ values }) =>
        ownKeys.map((each, index) => ({
          row: ownNames.map((place) => String(values[place])).join(' '),
          part: each,
          value: Number(values[ownPlaces[index]!] ?? 0),
        })),
      );
      return {
        width,
        marginLeft: 140,
        height: 48 + Math.min(rowsMost, table.rows.length) * 28,
        x: { label: null, percent: true, tickFormat: (share: number) => `${share} %` },
        y: { label: null, domain: [...new Set(parts.map(({ row }) => row))] },
        marks: [
          barX(
            parts,
            stackX(
              { offset: 'normalize' as const },
              {
                y: 'row',
                x: 'value',
                z: 'part',
                fill: ({ part }: { part: string }) => palette[part]!,
                insetTop: 3,
                insetBottom: 3,
              },
            ),
          ),
        ],
      };
    },
    [table, key, palette],
  );
  const legend = (
    <ul className="legend">
      {keys.map((each, index) => (
        <li key={each} className="chip">
          <svg className="swatch" width="12" height="12" aria-hidden="true">
            <rect width="12" height="12" fill={palette[each]} />
          </svg>
          {table.columns[places[index]!]!.label}
        </li>
      ))}
    </ul>
  );
  const [first] = table.rows;
  const summary = `${first!.values[0]}: ${keys
    .map(
      (_, index) =>
        `${table.columns[places[index]!]!.label} ${figureWords(first!.values[places[index]!]!, table.columns[places[index]!]!.unit)}`,
    )
    .join(
      ', ',
    )}.${table.rows.length > rowsMost ? ` The first ${rowsMost} of ${table.rows.length} rows.` : ''}`;
  return <PlotFigure label={table.title} summary={summary} legend={legend} options={options} />;
};
