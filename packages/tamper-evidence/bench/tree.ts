import { leafHashOf, RightEdge, type RawEvent } from '../src/index.ts';
import type { BenchResult } from '../../../test/bench/result.ts';

const appendRounds = 20;
const recomputeRounds = 5;
const appends = 50_000;
const rootEvery = 100;
const leaves = 500_000;
const payloads = 1000;

/** What an append may cost, so that it vanishes beside a durable write; in µs. */
const appendLimitUs = 5;
/** What recomputing half a million leaves may take, so that a notary starts in seconds; in s. */
const recomputeLimitS = 2.6;

const text = (n: number, bytes: number): Buffer =>
  Buffer.from(JSON.stringify({ n, text: 'x'.repeat(bytes) }));

/** Events as a store holds them: 300 bytes of data, 200 of metadata. */
const eventAt = (data: readonly Buffer[], metadata: readonly Buffer[], i: number): RawEvent => ({
  position: i + 1,
  stream: `ticket-0198f1c2-0000-7000-8000-${String(i % 40_000).padStart(12, '0')}`,
  revision: i % 17,
  type: 'TicketTriaged',
  recordedAt: '2026-01-01T00:00:00.000Z',
  dataBytes: data[i % payloads] as Buffer,
  metadataBytes: metadata[i % payloads] as Buffer,
});

const secondsOf = (work: () => void): number => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

/** The fastest of several rounds: against a fixed limit, whatever else the machine does only disturbs. */
const fastestSeconds = (rounds: number, work: () => void): number =>
  Math.min(...Array.from({ length: rounds }, () => secondsOf(work)));

const result = (name: string, ours: number, limit: number, unit: string): BenchResult => ({
  name,
  ours,
  against: limit,
  unit,
  ratio: limit / ours,
  aim: 1,
});

/** The tree against the limits set for it: leaf record, leaf hash and tree, from the stored bytes on. */
export const bench = (): Promise<BenchResult[]> => {
  const data = Array.from({ length: payloads }, (_, i) => text(i, 280));
  const metadata = Array.from({ length: payloads }, (_, i) => text(i, 180));
  const events = Array.from({ length: leaves }, (_, i) => eventAt(data, metadata, i));
  const grow = (count: number, every: number): void => {
    const edge = new RightEdge();
    for (let i = 0; i < count; i++) {
      edge.append(leafHashOf(events[i] as RawEvent));
      if (edge.size % every === 0) edge.root();
    }
  };
  const appendS = fastestSeconds(appendRounds, () => grow(appends, rootEvery));
  const recomputeS = fastestSeconds(recomputeRounds, () => grow(leaves, leaves));
  return Promise.resolve([
    result('tree: append, a root every 100 events', (appendS / appends) * 1e6, appendLimitUs, 'µs/event'),
    result('tree: recompute 500,000 leaves', recomputeS, recomputeLimitS, 's'),
  ]);
};
