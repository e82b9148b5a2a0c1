import type { WhatIfJob } from '@caselog/api-contract';
import { count, duration } from '../../words/format.ts';

/** How many events were folded at a moment of this page's monotonic clock. */
interface Sample {
  readonly done: number;
  readonly atMs: number;
}

/** A fold, with the first and the last look at how far it was. */
export interface JobView {
  readonly job: WhatIfJob;
  readonly first: Sample;
  readonly last: Sample;
}

/** How fast a fold goes and how long it takes from here, as far as two looks tell. Pure. */
const paceOf = ({
  job,
  first,
  last,
}: JobView): { readonly perSecond: number; readonly leftMs: number } | undefined => {
  const perMs = (last.done - first.done) / (last.atMs - first.atMs);
  if (!(perMs > 0 && Number.isFinite(perMs))) return undefined;
  return { perSecond: perMs * 1_000, leftMs: (job.total - job.done) / perMs };
};

/** `120,000 of 232,018 events · 410,000 a second · 2s left`. Pure but for the locale. */
export const progressWords = (view: JobView): string => {
  const { done, total } = view.job;
  if (total === 0) return 'Reading the ledger; one what-if works at a time, the others wait.';
  const pace = paceOf(view);
  return [
    `${count(done)} of ${count(total)} events`,
    ...(pace ? [`${count(Math.round(pace.perSecond))} a second`, `${duration(pace.leftMs)} left`] : []),
  ].join(' · ');
};
