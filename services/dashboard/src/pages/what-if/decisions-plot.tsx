import { axisFy, barX, ruleX, text } from '@observablehq/plot';
import { useCallback } from 'react';
import { count } from '../../words/format.ts';
import { PlotFigure } from '../boards/plot-figure.tsx';
import type { Figure } from './figures.ts';

const sides = ['as it was', 'as it would be'] as const;
const colours = ['var(--p3)', 'var(--accent)'] as const;

const legend = (
  <ul className="legend">
    {sides.map((side, place) => (
      <li key={side} className="chip">
        <svg className="swatch" width="12" height="12" aria-hidden="true">
          <rect width="12" height="12" fill={colours[place]} />
        </svg>
        {side}
      </li>
    ))}
  </ul>
);

const summaryOf = (figures: readonly Figure[]): string => {
  const changed = figures.filter(({ own, candidate }) => own !== candidate);
  if (changed.length === 0) return 'Nothing changes here.';
  const [most] = changed.toSorted((a, b) => Math.abs(b.candidate - b.own) - Math.abs(a.candidate - a.own));
  return `${count(changed.length)} of ${count(figures.length)} figures change, most of all “${most!.name}”: ${count(most!.own)} as it was, ${count(most!.candidate)} as it would be.`;
};

const Plot = ({ group, figures }: { readonly group: string; readonly figures: readonly Figure[] }) => {
  const options = useCallback(
    (width: number) => {
      const bars = figures.flatMap(({ name, own, candidate }) =>
        [own, candidate].map((value, place) => ({ name, value, side: sides[place]!, fill: colours[place]! })),
      );
      return {
        width,
        marginLeft: width < 480 ? 112 : 200,
        marginRight: 56,
        height: 40 + figures.length * 44,
        x: { label: null, ticks: Math.max(1, Math.floor(width / 160)) },
        y: { axis: null, domain: sides },
        fy: { label: null, domain: figures.map(({ name }) => name), padding: 0.15 },
        marks: [
          // A long name goes on in another line where there is little room.
          axisFy({ anchor: 'left', label: null, lineWidth: width < 480 ? 9 : 18 }),
          barX(bars, { fy: 'name', y: 'side', x: 'value', fill: 'fill' }),
          text(bars, {
            fy: 'name',
            y: 'side',
            x: 'value',
            text: ({ value }: { value: number }) => count(value),
            textAnchor: 'start',
            dx: 4,
          }),
          ruleX([0]),
        ],
      };
    },
    [figures],
  );
  return (
    <section>
      <h3>{group}</h3>
      <PlotFigure
        label={`${group}, as it was and as it would be`}
        summary={summaryOf(figures)}
        legend={legend}
        options={options}
      />
    </section>
  );
};

/** What was decided, group by group, both sides as bars. The same stands in the table. */
export const DecisionsPlots = ({
  groups,
}: {
  readonly groups: readonly (readonly [string, readonly Figure[]])[];
}) => (
  <div className="what-if-plots">
    {groups.map(([group, figures]) => (
      <Plot key={group} group={group} figures={figures} />
    ))}
  </div>
);
