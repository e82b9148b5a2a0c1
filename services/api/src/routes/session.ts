import { mayUse, routes, type SessionResponse } from '@caselog/api-contract';
import type { Principal } from '@caselog/access-control';
import { toInstant } from '@caselog/env';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toMe } from '../me.ts';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import { csrfFault, isFromElsewhere, sessionOf } from '../session/auth.ts';
import { clearSessionCookie, sessionSecretOf, setSessionCookie } from '../session/cookie.ts';
import type { Session } from '../session/sessions.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { session: sessionRoute, signIn, signOut } = routes;

const viewOf = async (
  { env, browsers, events, registers }: ApiContext,
  session: Session | undefined,
  principal: Principal | undefined,
): Promise<SessionResponse> => ({
  me: principal ? toMe(principal) : null,
  language: principal?.customerId
    ? ((await registers.customers.load(principal.customerId))?.language ?? null)
    : null,
  csrfToken: principal && session ? session.csrfToken : null,
  endsAt: principal && session ? toInstant(session.endsAtMs) : null,
  oidc: browsers?.oidc !== undefined,
  // Whoever sees some tickets only is not told how much happens at the desk.
  position: principal && mayUse(principal.roles, 'events') ? await events.head() : null,
  now: toInstant(env.now()),
});

const uncached = (reply: FastifyReply) => reply.header('cache-control', 'no-store');

/** A session belongs to the page that asks for it: no other site may begin or end one. @throws ProblemError */
const assertOwnPage = (request: FastifyRequest): void => {
  if (isFromElsewhere(request))
    throw new ProblemError('not-permitted', { detail: 'this is for the desk’s own page' });
};

const readRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: sessionRoute.method,
    url: sessionRoute.url,
    config: guarded(sessionRoute),
    schema: {
      ...described('session', sessionRoute),
      response: { 200: sessionRoute.response, ...problemResponses(sessionRoute.problems) },
    },
    handler: async (request, reply) => {
      const session = context.browsers && sessionOf(request, context.browsers.sessions);
      return uncached(reply).send(await viewOf(context, session, request.principal));
    },
  });
};

const signInRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: signIn.method,
    url: signIn.url,
    config: guarded(signIn),
    schema: {
      ...described('signIn', signIn),
      body: signIn.body,
      response: { 200: signIn.response, ...problemResponses(signIn.problems) },
    },
    handler: async (request, reply) => {
      assertOwnPage(request);
      const { browsers } = context;
      if (!browsers) throw new ProblemError('no-such-route');
      const token = request.body.token.trim();
      const principal = await browsers.identify(token);
      if ('refused' in principal) throw new ProblemError(principal.refused, { detail: principal.reason });
      const secret = browsers.sessions.begin({ kind: 'token', token });
      setSessionCookie(request, reply, secret);
      return uncached(reply).send(await viewOf(context, browsers.sessions.find(secret, true), principal));
    },
  });
};

const signOutRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: signOut.method,
    url: signOut.url,
    config: guarded(signOut),
    schema: {
      ...described('signOut', signOut),
      response: { 200: signOut.response, ...problemResponses(signOut.problems) },
    },
    handler: async (request, reply) => {
      assertOwnPage(request);
      const { browsers } = context;
      const secret = sessionSecretOf(request);
      const session = browsers && secret !== undefined ? browsers.sessions.find(secret, true) : undefined;
      if (browsers && session && secret !== undefined) {
        const fault = csrfFault(request, session);
        if (fault) throw new ProblemError(fault.refused, { detail: fault.reason });
        browsers.sessions.end(secret);
      }
      clearSessionCookie(request, reply);
      // Nothing of what this browser was shown stays in it. Source: OWASP, "Session Management".
      return uncached(reply)
        .header('clear-site-data', '"cache"')
        .send(await viewOf(context, undefined, undefined));
    },
  });
};

/** `GET /session`, `POST /session`, `DELETE /session`. */
export const sessionRoutes = (app: ApiServer, context: ApiContext): void => {
  readRoute(app, context);
  signInRoute(app, context);
  signOutRoute(app, context);
};
