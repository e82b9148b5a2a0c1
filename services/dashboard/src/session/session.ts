import type { MeResponse, RouteName, SessionResponse } from '@caselog/api-contract';
import { queryOptions, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { client, setCsrfToken } from '../api/client.ts';
import { browser } from '../time/browser.ts';
import { noteServerNow } from '../time/server-time.ts';

const take = (session: SessionResponse, askedAtMs: number): SessionResponse => {
  setCsrfToken(session.csrfToken);
  noteServerNow(session.now, browser.monotonicMs() - askedAtMs);
  return session;
};

const asked = async (ask: () => Promise<SessionResponse>): Promise<SessionResponse> => {
  const askedAtMs = browser.monotonicMs();
  return take(await ask(), askedAtMs);
};

/** Who is signed in in this browser. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => asked(() => client.session({ signal })),
});

/** Begins a session with a token; the token is forgotten at once. @throws what the client throws */
export const signIn = async (queries: QueryClient, token: string): Promise<void> => {
  const session = await asked(() => client.signIn({ token }));
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, session);
};

/** Ends the session, and forgets everything it was shown. */
export const signOut = async (queries: QueryClient): Promise<void> => {
  const session = await asked(() => client.signOut());
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, session);
};

export const useSession = (): SessionResponse => useSuspenseQuery(sessionQuery).data;

/** Whoever is signed in. @throws where nobody is: only pages that ask for a session may call it */
export const useMe = (): MeResponse => {
  const { me } = useSession();
  if (!me) throw new Error('nobody is signed in');
  return me;
};

/** Whether somebody may use a route of the API. Pure. */
export const mayUseRoute = (me: MeResponse | null, route: RouteName | undefined): boolean =>
  route === undefined || (me?.routes.includes(route) ?? false);
