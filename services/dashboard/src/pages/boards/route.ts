import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { boardSearchSchema } from './search.ts';

export const boardsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/boards',
  validateSearch: boardSearchSchema,
  staticData: { title: 'Boards', navigation: { label: 'Boards', order: 20, key: 'b', needs: 'boards' } },
  component: lazyRouteComponent(() => import('./boards-page.tsx'), 'BoardsPage'),
});
