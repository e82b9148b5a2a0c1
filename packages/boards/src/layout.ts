import { createRequire } from 'node:module';
import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js';
import type { FlowDrawing } from './boards/flow-map.ts';

/** Where things lie on the flow map, in pixels at 100 %. */
export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly {
    readonly activity: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly arcs: readonly {
    readonly from: string;
    readonly to: string;
    /** Its line: the beginning, then three points for each cubic Bézier curve. */
    readonly points: readonly (readonly [x: number, y: number])[];
    readonly label: { readonly x: number; readonly y: number };
  }[];
}

const node = { width: 148, height: 52 };
const label = { width: 92, height: 30 };

const graphOf = ({ activities, arcs }: FlowDrawing): ElkNode => ({
  id: 'root',
  layoutOptions: {
    'elk.algorithm': 'layered',
    'elk.direction': 'DOWN',
    'elk.edgeRouting': 'SPLINES',
    'elk.layered.spacing.nodeNodeBetweenLayers': '36',
    'elk.spacing.nodeNode': '36',
    'elk.spacing.edgeLabel': '4',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    // Ways back are those against the order of the chart.
    'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  },
  children: activities.map((activity) => ({ id: activity, ...node })),
  edges: arcs.map(({ from, to }) => ({
    id: `${from} ${to}`,
    sources: [from],
    targets: [to],
    labels: [
      {
        id: `label ${from} ${to}`,
        text: ' ',
        ...label,
        layoutOptions: { 'elk.edgeLabels.placement': 'CENTER', 'elk.edgeLabels.inline': 'true' },
      },
    ],
  })),
});

const readLayout = (root: ElkNode, { arcs }: FlowDrawing): FlowLayout => ({
  width: Math.ceil(root.width ?? 0),
  height: Math.ceil(root.height ?? 0),
  nodes: (root.children ?? []).map(({ id, x = 0, y = 0 }) => ({ activity: id, x, y, ...node })),
  arcs: (root.edges ?? []).map(({ sections = [], labels = [] }, index) => {
    const [section] = sections;
    const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
    return {
      from: arcs[index]!.from,
      to: arcs[index]!.to,
      points: points.map(({ x, y }) => [x, y] as const),
      label: { x: (labels[0]?.x ?? 0) + label.width / 2, y: (labels[0]?.y ?? 0) + label.height / 2 },
    };
  }),
});

// Made for browsers and CommonJS: its module declares no default that Node would find.
const loadElk = (): ELK => {
  const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => ELK;
  return new Elk();
};

const keptMost = 50;

/**
 * Lays flow maps out, at 100 %, each shape once: the same activities and arcs lie where they lay before, whatever their counts. Not pure:
 * keeps the last fifty. Loading the engine takes about a tenth of a second, once, when the first map is asked for.
 */
export const createFlowLayouts = (): ((drawing: FlowDrawing) => Promise<FlowLayout>) => {
  const kept = new Map<string, Promise<FlowLayout>>();
  let elk: ELK | undefined;
  return (drawing) => {
    const key = JSON.stringify([drawing.activities, drawing.arcs.map(({ from, to }) => [from, to])]);
    const known = kept.get(key);
    if (known) return known;
    elk ??= loadElk();
    const layout = elk.layout(graphOf(drawing)).then((root) => readLayout(root, drawing));
    kept.set(key, layout);
    if (kept.size > keptMost) kept.delete(kept.keys().next().value!);
    return layout;
  };
};
