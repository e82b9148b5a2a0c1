import { ApiProblemError } from '@caselog/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { browser } from '../../time/browser.ts';
import type { JobView } from './pace.ts';

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
