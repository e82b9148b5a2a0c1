import type { EventLog } from './log.ts';
import { quantile, timeStatistics, type TimeStatistics } from './statistics.ts';
import { caseDurationMs } from './variants.ts';

export const throughputQuantiles = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const;

export interface Throughput extends TimeStatistics {
  readonly quantiles: readonly { readonly p: number; readonly ms: number }[];
}

/** How long cases took from their first start to their last end, as far as the log goes: open cases count as they stand. Pure. */
export const throughputOf = (log: EventLog): Throughput => {
  const durations = Float64Array.from(log.cases, (_, index) => caseDurationMs(log, index));
  const statistics = timeStatistics(durations);
  return {
    ...statistics,
    quantiles:
      durations.length === 0 ? [] : throughputQuantiles.map((p) => ({ p, ms: quantile(durations, p) })),
  };
};
