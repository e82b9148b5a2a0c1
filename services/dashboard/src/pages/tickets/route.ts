import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.ts';

const searchSchema = z.object({
  /** The event the page is put back to, counted from 1; without it the ticket is shown as it is. */
  at: z.int().positive().optional().catch(undefined),
});

export const ticketRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tickets/$ticketId',
  validateSearch: searchSchema,
  staticData: { title: 'Ticket' },
  component: lazyRouteComponent(() => import('./ticket-page.tsx'), 'TicketPage'),
});
