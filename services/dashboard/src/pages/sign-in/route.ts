import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.ts';
import { inReadersLanguage } from '../../words/spoken-route.ts';

const searchSchema = z.object({
  /** Where somebody wanted to go: a path of this app, never another host. */
  returnTo: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
  /** Why the issuer sent somebody back without a session. */
  failed: z.string().max(200).optional().catch(undefined),
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: searchSchema,
  ...inReadersLanguage,
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});
