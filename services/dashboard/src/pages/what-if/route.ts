import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.ts';

const instant = z.iso.datetime().optional().catch(undefined);
const searchSchema = z.object({
  /** The fold that is shown: the desk remembers it for a while, so its address can be handed on. */
  job: z.uuid().optional().catch(undefined),
  /** Which page of its tickets, counted from 1. */
  page: z.int().positive().optional().catch(undefined),
  /** Of the next question: tickets opened from here on, and before there. */
  from: instant,
  to: instant,
  imported: z.literal(true).optional().catch(undefined),
});
export type WhatIfSearch = z.output<typeof searchSchema>;

export const whatIfRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/what-if',
  validateSearch: searchSchema,
  staticData: {
    title: 'What if',
    navigation: { label: 'What if', order: 30, key: 'w', needs: 'startWhatIf' },
  },
  component: lazyRouteComponent(() => import('./what-if-page.tsx'), 'WhatIfPage'),
});
