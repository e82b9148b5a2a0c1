import { createRoute, redirect } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

/** The first page is the queue. */
export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/queue', replace: true, throw: true });
  },
});
