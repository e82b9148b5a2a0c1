import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.ts';

const mailStatuses = ['due', 'sending', 'sent', 'recorded', 'bounced', 'skipped'] as const;

const searchSchema = z.object({
  /** Which mails are shown; without it all. */
  mail: z.enum(mailStatuses).optional().catch(undefined),
  /** The lane that is looked into: its reader and stream. */
  reader: z.string().max(200).optional().catch(undefined),
  stream: z.string().max(200).optional().catch(undefined),
});

export const operationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  validateSearch: searchSchema,
  staticData: {
    title: 'Operations',
    navigation: { label: 'Operations', order: 60, key: 'o', needs: 'deskStatus' },
  },
  component: lazyRouteComponent(() => import('./operations-page.tsx'), 'OperationsPage'),
});
