import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queue',
  staticData: { title: 'Queue', navigation: { label: 'Queue', order: 10, key: 'q', needs: 'queue' } },
  component: lazyRouteComponent(() => import('./queue-page.tsx'), 'QueuePage'),
});
