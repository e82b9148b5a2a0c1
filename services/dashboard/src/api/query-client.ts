import { ApiProblemError } from '@caselog/api-contract';
import { QueryClient } from '@tanstack/react-query';

const mayHelp = (error: unknown): boolean =>
  !(error instanceof ApiProblemError) || error.problem.status >= 500;

/** What the page knows of the server. Live events keep it fresh, so nothing is fetched again just because a window got the focus. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && mayHelp(error),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
