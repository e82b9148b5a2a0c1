import { createRouter } from '@tanstack/react-router';
import { queryClient } from '../api/query-client.ts';
import { pages } from '../pages/registry.ts';
import { rootRoute } from './root-route.ts';

export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
  basepath: '/app',
  context: { queries: queryClient },
  scrollRestoration: true,
  defaultPreload: 'intent',
  // A page that comes at once flashes nothing; one that takes longer says so.
  defaultPendingMs: 200,
  defaultPendingMinMs: 200,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
