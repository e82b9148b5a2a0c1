import type { BoardResponse, BoardTable, FlowMapDrawing } from '@caselog/api-contract';
import { show, type Weighed } from '@caselog/api-contract/flow-map';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import { count, duration } from '../../words/format.ts';
import { states } from '../../words/vocabulary.ts';
import { Scrollable } from './scrollable.tsx';
import type { BoardSearch } from './search.ts';

const route = getRouteApi('/boards');

interface Props {
  readonly drawn: BoardResponse;
  readonly drawing: FlowMapDrawing;
  readonly arcs: BoardTable;
  readonly search: BoardSearch;
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly onMove: (value: number) => void;
  readonly onRelease: (value: number) => void;
}

const Slider = ({ label, value, onMove, onRelease }: SliderProps) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={1}
        value={Math.round(value * 100)}
        aria-valuetext={value === 0 ? 'all' : `with at least ${Math.round(value * 100)} % of the tickets`}
        onChange={({ target }) => onMove(Number(target.value) / 100)}
        onPointerUp={({ currentTarget }) => onRelease(Number(currentTarget.value) / 100)}
        onKeyUp={({ currentTarget }) => onRelease(Number(currentTarget.value) / 100)}
      />
    </div>
  );
};

/** `M86,64 C86,64 98,82 208,100` */
const lineOf = ([first, ...rest]: FlowMapDrawing['arcs'][number]['points']): string =>
  first === undefined
    ? ''
    : `M${first.join(',')}${rest.map((point, index) => `${index % 3 === 0 ? ' C' : ' '}${point.map((part) => Math.round(part * 10) / 10).join(',')}`).join('')}`;

const columnOf = ({ columns }: BoardTable, key: string): number =>
  columns.findIndex((column) => column.key === key);

const Arc = ({
  arc,
  row,
  table,
  width,
  marker,
}: {
  readonly arc: FlowMapDrawing['arcs'][number];
  readonly row: BoardTable['rows'][number];
  readonly table: BoardTable;
  readonly width: number;
  readonly marker: string;
}) => {
  const [walks, median] = [
    Number(row.values[columnOf(table, 'count')]),
    row.values[columnOf(table, 'median')],
  ];
  const time = typeof median === 'number' ? duration(median) : '–';
  return (
    <g className="arc">
      <path d={lineOf(arc.points)} strokeWidth={width} markerEnd={`url(#${marker})`} />
      <Link
        from="/boards"
        to="/boards"
        search={(before) => ({ ...before, figure: `${table.id}/${row.key}/cases` })}
        aria-label={`${count(walks)} ${time}, ${states[arc.from].label} to ${states[arc.to].label}`}
      >
        <text>
          <tspan x={arc.label.x} y={arc.label.y - 3}>
            {count(walks)}
          </tspan>{' '}
          <tspan x={arc.label.x} y={arc.label.y + 11} className="time">
            {time}
          </tspan>
        </text>
      </Link>
    </g>
  );
};

const Node = ({
  node,
  row,
  table,
}: {
  readonly node: FlowMapDrawing['nodes'][number];
  readonly row: BoardTable['rows'][number];
  readonly table: BoardTable;
}) => {
  const { x, y, width, height, activity } = node;
  const tickets = Number(row.values[columnOf(table, 'cases')]);
  return (
    <Link
      from="/boards"
      to="/boards"
      search={(before) => ({ ...before, figure: `${table.id}/${row.key}/cases` })}
      className="node"
      data-state={activity}
    >
      <rect x={x} y={y} width={width} height={height} rx={6} />
      <rect className="mark" x={x} y={y} width={6} height={height} rx={3} />
      <text x={x + 16} y={y + 22}>
        {states[activity].glyph} {states[activity].label}
      </text>
      <text x={x + 16} y={y + 40} className="time">
        {count(tickets)} tickets
      </text>
    </Link>
  );
};

const Arrow = ({ marker }: { readonly marker: string }) => (
  <defs>
    <marker
      id={marker}
      viewBox="0 0 8 8"
      refX={7}
      refY={4}
      markerWidth={8}
      markerHeight={8}
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0,0 L8,4 L0,8 z" className="arrow" />
    </marker>
  </defs>
);

/** The ways tickets really went, laid out once; the sliders only hide. */
export const FlowMap = ({ drawn, drawing, arcs, search }: Props) => {
  const marker = useId();
  const navigate = route.useNavigate();
  const activities = drawn.tables.find(({ id }) => id === 'activities')!;
  const [sliders, setSliders] = useState({ activities: search.activities ?? 0, paths: search.paths ?? 0 });
  const weighed: Weighed = useMemo(() => {
    const casesOf = (table: BoardTable, at: number) =>
      Number(table.rows[at]!.values[columnOf(table, 'cases')]);
    return {
      cases: drawn.population.n,
      activities: drawing.nodes.map(({ activity }, at) => ({ activity, cases: casesOf(activities, at) })),
      arcs: drawing.arcs.map(({ from, to }, at) => ({ from, to, cases: casesOf(arcs, at) })),
    };
  }, [drawn, drawing, activities, arcs]);
  const shown = show(weighed, drawing.footprints, sliders);
  const most = Math.max(1, ...weighed.arcs.map(({ cases }) => cases));
  const release = (change: Partial<typeof sliders>) =>
    void navigate({ search: (before) => ({ ...before, ...sliders, ...change }), replace: true });
  return (
    <figure className="plot flow-map">
      <div className="sliders">
        <Slider
          label="States"
          value={sliders.activities}
          onMove={(value) => setSliders({ ...sliders, activities: value })}
          onRelease={(value) => release({ activities: value })}
        />
        <Slider
          label="Paths"
          value={sliders.paths}
          onMove={(value) => setSliders({ ...sliders, paths: value })}
          onRelease={(value) => release({ paths: value })}
        />
        <output className="shown-words">{shown.words}</output>
      </div>
      <Scrollable className="map-place" label="Flow map">
        <svg
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          width={drawing.width}
          height={drawing.height}
          role="group"
          aria-label={`Flow map: ${shown.words}`}
        >
          <Arrow marker={marker} />
          {drawing.arcs.map((arc, at) =>
            shown.arcs.has(at) ? (
              <Arc
                key={`${arc.from} ${arc.to}`}
                arc={arc}
                row={arcs.rows[at]!}
                table={arcs}
                width={1 + 5 * Math.sqrt(weighed.arcs[at]!.cases / most)}
                marker={marker}
              />
            ) : null,
          )}
          {drawing.nodes.map((node, at) =>
            shown.activities.has(at) ? (
              <Node key={node.activity} node={node} row={activities.rows[at]!} table={activities} />
            ) : null,
          )}
        </svg>
      </Scrollable>
      <figcaption className="muted">
        On each line how often it was taken and the median time spent before it; a line is the wider the more
        tickets took it.
      </figcaption>
    </figure>
  );
};
