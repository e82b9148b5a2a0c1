import { createRoute, redirect } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { mayUseRoute, sessionQuery } from '../../session/session.ts';

/** The first page is the queue; of whoever works with none, the help desk. */
export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const { me } = await context.queries.query({ ...sessionQuery, staleTime: 'static' });
    const to = me && !mayUseRoute(me, 'queue') ? '/help' : '/queue';
    redirect({ to, replace: true, throw: true });
  },
});
