interface StatechartPoint {
  readonly x: number;
  readonly y: number;
}

/** Laid out when the bundle is made, from the machine's own edges (server/statechart.ts). */
declare const STATECHART_LAYOUT: {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (StatechartPoint & {
    readonly id: string;
    readonly width: number;
    readonly height: number;
  })[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly points: readonly StatechartPoint[];
  }[];
};
