import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../session/session.ts';
import { ErrorPage } from './error-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Root } from './root.tsx';

interface RouterContext {
  readonly queries: QueryClient;
}

/** Every page's parent: it finds out who is signed in, and sends whoever is not to sign in, and back again afterwards. */
export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Root,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
  beforeLoad: async ({ context, location, matches }) => {
    const { me } = await context.queries.query({ ...sessionQuery, staleTime: 'static' });
    const isPublic = matches.some(({ staticData }) => staticData.isPublic);
    if (!me && !isPublic) redirect({ to: '/sign-in', search: { returnTo: location.href }, throw: true });
  },
});
