import type { QueryClient } from '@tanstack/react-query';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root-route.ts';
import { sessionQuery } from '../../session/session.ts';
import { inReadersLanguage, speakToReader } from '../../words/spoken-route.ts';
import { stepNames } from './ask/steps.ts';

interface Loading {
  readonly context: { readonly queries: QueryClient };
  readonly location: { readonly href: string };
}

/** Sends whoever is not signed in to sign in, and back again. @throws a redirect */
const forSignedIn = async ({ context, location }: Loading): Promise<void> => {
  const { me } = await context.queries.query({ ...sessionQuery, staleTime: 'static' });
  if (!me) redirect({ to: '/sign-in', search: { returnTo: location.href }, throw: true });
  await speakToReader({ context });
};

/** For anybody: what helps without a request, what is known, and the way to ask. */
export const helpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help',
  ...inReadersLanguage,
  component: lazyRouteComponent(() => import('./help-page.tsx'), 'HelpPage'),
});

const askSearchSchema = z.object({ step: z.enum(stepNames).optional().catch(undefined) });

/** The questions, one on a page. */
export const askRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help/ask',
  validateSearch: askSearchSchema,
  ...inReadersLanguage,
  beforeLoad: forSignedIn,
  component: lazyRouteComponent(() => import('./ask-page.tsx'), 'AskPage'),
});

export const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help/requests',
  ...inReadersLanguage,
  beforeLoad: forSignedIn,
  component: lazyRouteComponent(() => import('./requests-page.tsx'), 'RequestsPage'),
});

const requestSearchSchema = z.object({
  /** It was opened just now. */
  opened: z.boolean().optional().catch(undefined),
});

export const requestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help/requests/$ticketId',
  validateSearch: requestSearchSchema,
  ...inReadersLanguage,
  beforeLoad: forSignedIn,
  component: lazyRouteComponent(() => import('./request-page.tsx'), 'RequestPage'),
});
