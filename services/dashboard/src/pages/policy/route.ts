import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.ts';

const version = z.string().max(100).optional().catch(undefined);
const searchSchema = z.object({
  view: z.enum(['form', 'json', 'versions']).optional().catch(undefined),
  /** Which versions are held against each other. */
  from: version,
  to: version,
});

export const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policy',
  validateSearch: searchSchema,
  staticData: {
    title: 'Policy',
    navigation: { label: 'Policy', order: 50, key: 'p', needs: 'previewPolicy' },
  },
  component: lazyRouteComponent(() => import('./policy-page.tsx'), 'PolicyPage'),
});
