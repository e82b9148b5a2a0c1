import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { queueSearchSchema } from './search.ts';

export const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queue',
  validateSearch: queueSearchSchema,
  staticData: { title: 'Queue', navigation: { label: 'Queue', order: 10, key: 'q', needs: 'queue' } },
  component: lazyRouteComponent(() => import('./queue-page.tsx'), 'QueuePage'),
});
