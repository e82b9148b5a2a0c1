import { edges, lifecycleStates } from '@caselog/api-contract/machine';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import elk from 'elkjs/lib/elk.bundled.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The lifecycle as it is drawn: laid out once, when the bundle is made. A layouter in the page would weigh more than the page. */
export interface StatechartLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (Point & {
    readonly id: string;
    readonly width: number;
    readonly height: number;
  })[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly points: readonly Point[];
  }[];
}

const node = { width: 108, height: 30 };
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'POLYLINE',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '7',
  'elk.layered.crossingMinimization.strategy': 'LAYER_SWEEP',
  'elk.randomSeed': '1',
};

/** Lays out the machine's own edges. Deterministic. */
export const layOutStatechart = async (): Promise<StatechartLayout> => {
  const wanted: ElkNode = {
    id: 'ticket',
    layoutOptions: options,
    children: lifecycleStates.map((id) => ({ id, ...node })),
    edges: edges().map(({ from, to }) => ({ id: `${from} ${to}`, sources: [from], targets: [to] })),
  };
  const graph = await new elk.default().layout(wanted);
  return {
    width: Math.ceil(graph.width ?? 0),
    height: Math.ceil(graph.height ?? 0),
    nodes: (graph.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x, y, ...node })),
    edges: (graph.edges ?? []).map(({ sources, targets, sections = [] }) => ({
      from: sources[0] ?? '',
      to: targets[0] ?? '',
      points: sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
        startPoint,
        ...bendPoints,
        endPoint,
      ]),
    })),
  };
};
