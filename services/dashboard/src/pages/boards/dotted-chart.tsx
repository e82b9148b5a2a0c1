import type { BoardTable, DottedChartDrawing } from '@caselog/api-contract';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, type RefObject } from 'react';
import { Scrollable } from './scrollable.tsx';
import { StateChip } from '../../components/chips.tsx';
import { states, type Lifecycle } from '../../words/vocabulary.ts';
import { count, shortMoment } from '../../words/format.ts';

const route = getRouteApi('/boards');
const [cellWidth, cellHeight] = [16, 14];

interface Dot {
  readonly key: string;
  readonly column: number;
  readonly row: number;
  readonly state: Lifecycle;
  readonly events: number;
}

const dotsOf = ({ rows }: BoardTable): readonly Dot[] =>
  rows.map(({ key, values: [column, row, , state, events] }) => ({
    key,
    column: Number(column),
    row: Number(row),
    state: state as Lifecycle,
    events: Number(events),
  }));

const order = Object.keys(states) as readonly Lifecycle[];

/** Where a state lies inside a cell: three across and three down, so that none hides another. */
const middleOf = ({ column, row, state }: Dot): readonly [number, number] => {
  const place = order.indexOf(state);
  return [
    column * cellWidth + ((place % 3) + 0.5) * (cellWidth / 3),
    row * cellHeight + (Math.floor(place / 3) + 0.5) * (cellHeight / 3),
  ];
};

/** The colour a token stands for just now, light or dark. */
const colourOf = (host: HTMLElement, state: Lifecycle): string => {
  const probe = document.createElement('span');
  probe.className = 'probe';
  probe.dataset['state'] = state;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};

/** Draws the dots, and draws them again when light becomes dark. Gives the way to end it. */
const paintAndWatch = (
  host: HTMLCanvasElement,
  table: BoardTable,
  width: number,
  height: number,
): (() => void) => {
  const draw = () => {
    const scale = devicePixelRatio;
    host.width = width * scale;
    host.height = height * scale;
    const pen = host.getContext('2d')!;
    pen.scale(scale, scale);
    const dots = dotsOf(table);
    const most = Math.max(1, ...dots.map(({ events }) => events));
    for (const state of order) {
      pen.fillStyle = colourOf(host.parentElement!, state);
      for (const dot of dots.filter((each) => each.state === state)) {
        const [x, y] = middleOf(dot);
        pen.beginPath();
        pen.arc(x, y, 0.8 + 1.7 * Math.sqrt(dot.events / most), 0, 2 * Math.PI);
        pen.fill();
      }
    }
  };
  draw();
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  return () => scheme.removeEventListener('change', draw);
};

const useDrawing = (
  canvas: RefObject<HTMLCanvasElement | null>,
  table: BoardTable,
  width: number,
  height: number,
): void => {
  useEffect(() => {
    const host = canvas.current;
    if (host) return paintAndWatch(host, table, width, height);
    return undefined;
  }, [canvas, table, width, height]);
};

/** When tickets entered their states: on a canvas, for there are thousands of dots. */
export const DottedChart = ({
  drawing,
  table,
}: {
  readonly drawing: DottedChartDrawing;
  readonly table: BoardTable;
}) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const navigate = route.useNavigate();
  const [width, height] = [drawing.columns * cellWidth, drawing.rows * cellHeight];
  useDrawing(canvas, table, width, height);
  const choose = (x: number, y: number) => {
    const [column, row] = [Math.floor(x / cellWidth), Math.floor(y / cellHeight)];
    const [nearest] = dotsOf(table)
      .filter((dot) => dot.column === column && dot.row === row)
      .toSorted(
        (a, b) =>
          Math.hypot(middleOf(a)[0] - x, middleOf(a)[1] - y) -
          Math.hypot(middleOf(b)[0] - x, middleOf(b)[1] - y),
      );
    if (nearest)
      void navigate({ search: (before) => ({ ...before, figure: `${table.id}/${nearest.key}/tickets` }) });
  };
  const summary = `${count(table.n.value)} tickets from ${shortMoment(drawing.from)} to ${shortMoment(drawing.to)}, the earliest on top; a dot is the larger the more tickets entered the state in its span. Press one for its tickets; the table has them all.`;
  return (
    <figure className="plot">
      <ul className="legend">
        {order.map((state) => (
          <li key={state}>
            <StateChip state={state} />
          </li>
        ))}
      </ul>
      <Scrollable className="canvas-place" label={table.title}>
        <canvas
          ref={canvas}
          className="dots"
          role="img"
          aria-label={`${table.title}: ${summary}`}
          onClick={({ nativeEvent, currentTarget }) =>
            choose(
              (nativeEvent.offsetX * width) / currentTarget.clientWidth,
              (nativeEvent.offsetY * height) / currentTarget.clientHeight,
            )
          }
        />
      </Scrollable>
      <figcaption className="muted">{summary}</figcaption>
    </figure>
  );
};
