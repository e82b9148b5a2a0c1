import { states, type Lifecycle } from '../../../words/vocabulary.ts';
import { walked, type States } from '../past.ts';

type Edge = (typeof STATECHART_LAYOUT)['edges'][number];
type Node = (typeof STATECHART_LAYOUT)['nodes'][number];

const { width, height, nodes, edges } = STATECHART_LAYOUT;
const nameOf = (id: string): string => states[id as Lifecycle].label;

const pathOf = ({ points }: Edge): string =>
  points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');

/** A point at a share of an edge's way, for its number: near its beginning, where edges are still apart. Pure. */
const onTheWay = ({ points }: Edge, share: number) => {
  const [a, b] = [points.at(0), points.at(1)];
  return a && b ? { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share } : { x: 0, y: 0 };
};

/** Which numbers an edge has: the walks over it, in their order. Pure. */
const numbersOf = (moves: ReturnType<typeof walked>, { from, to }: Edge): readonly number[] =>
  moves.flatMap((move, index) => (move.from === from && move.to === to ? [index + 1] : []));

const Walked = ({ edge, numbers }: { readonly edge: Edge; readonly numbers: readonly number[] }) => {
  const { x, y } = onTheWay(edge, 0.45);
  return (
    <g className="chart-walked">
      <path d={pathOf(edge)} markerEnd="url(#chart-arrow-walked)" />
      <circle cx={x} cy={y} r={9} />
      <text x={x} y={y + 4} textAnchor="middle">
        {numbers.length > 2 ? `${numbers[0]}…` : numbers.join(' ')}
      </text>
    </g>
  );
};

const State = ({
  node,
  status,
}: {
  readonly node: Node;
  readonly status: 'present' | 'reachable' | 'other';
}) => (
  <g
    className="chart-state"
    data-status={status}
    data-state={node.id}
    transform={`translate(${node.x} ${node.y})`}
  >
    <rect width={node.width} height={node.height} rx={6} />
    <text x={node.width / 2} y={20} textAnchor="middle">
      {nameOf(node.id)}
    </text>
  </g>
);

const Arrow = ({ id }: { readonly id: string }) => (
  <marker
    id={id}
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="7"
    markerHeight="7"
    orient="auto-start-reverse"
  >
    <path d="M0 0 L8 4 L0 8 z" />
  </marker>
);

/** The lifecycle as the machine has it: the way walked numbered, the present state filled, what it leads to outlined. */
export const Statechart = ({ history }: { readonly history: States }) => {
  const present = history.at(-1)?.configuration.lifecycle ?? 'opened';
  const moves = walked(history);
  const reachable = new Set(edges.filter(({ from }) => from === present).map(({ to }) => to));
  const way = [history[0]?.configuration.lifecycle ?? 'opened', ...moves.map(({ to }) => to)]
    .map(nameOf)
    .join(', ');
  const statusOf = ({ id }: Node) => (id === present ? 'present' : reachable.has(id) ? 'reachable' : 'other');
  return (
    <figure className="chart">
      <svg
        viewBox={`-4 -4 ${width + 8} ${height + 8}`}
        role="img"
        aria-label={`Way so far: ${way}. Now ${nameOf(present)}.`}
      >
        <defs>
          <Arrow id="chart-arrow" />
          <Arrow id="chart-arrow-walked" />
        </defs>
        {edges.map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            className="chart-edge"
            data-reachable={edge.from === present || undefined}
            d={pathOf(edge)}
            markerEnd="url(#chart-arrow)"
          />
        ))}
        {edges.map((edge) => {
          const numbers = numbersOf(moves, edge);
          return numbers.length === 0 ? null : (
            <Walked key={`${edge.from} ${edge.to}`} edge={edge} numbers={numbers} />
          );
        })}
        {nodes.map((node) => (
          <State key={node.id} node={node} status={statusOf(node)} />
        ))}
      </svg>
      <figcaption className="muted">
        Way: {way}. From here: {reachable.size === 0 ? 'nowhere' : [...reachable].map(nameOf).join(', ')}.
      </figcaption>
    </figure>
  );
};
