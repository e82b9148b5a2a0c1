import { ApiProblemError, type WhatIfJob } from '@caselog/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { browser } from '../../time/browser.ts';

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

const askEveryMs = 400;

/** A fold of history, asked for again until it has ended. */
export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['what-if', jobId],
    queryFn: async ({ signal, client: queries, queryKey }): Promise<JobView> => {
      const job = await client.whatIfJob(jobId, { signal });
      const last = { done: job.done, atMs: browser.monotonicMs() };
      const before = queries.getQueryData<JobView>(queryKey);
      // The rate is counted from the first look at work under way: what came before was waiting.
      const first = before !== undefined && before.job.total > 0 ? before.first : last;
      return { job, first, last };
    },
    staleTime: 0,
    refetchOnMount: ({ state }) => state.data === undefined || state.data.job.state === 'running',
    refetchInterval: ({ state }) => {
      if (state.error instanceof ApiProblemError) return false;
      return state.data === undefined || state.data.job.state === 'running' ? askEveryMs : false;
    },
  });

/** How fast a fold goes and how long it takes from here, as far as two looks tell. Pure. */
export const paceOf = ({
  job,
  first,
  last,
}: JobView): { readonly perSecond: number; readonly leftMs: number } | undefined => {
  const perMs = (last.done - first.done) / (last.atMs - first.atMs);
  if (!(perMs > 0 && Number.isFinite(perMs))) return undefined;
  return { perSecond: perMs * 1_000, leftMs: (job.total - job.done) / perMs };
};
