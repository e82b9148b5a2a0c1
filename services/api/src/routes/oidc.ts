import { oidcCallbackPath, oidcStartPath } from '@caselog/api-contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext, Browsers } from '../options.ts';
import { cookieOf, setCookie, setSessionCookie } from '../session/cookie.ts';
import { OidcSignInError, signInMinutesMax, type OidcSignIn } from '../session/oidc-sign-in.ts';
import type { ApiServer } from './server.ts';

const cookie = 'caselog-sign-in';
const open = { config: { access: 'public' }, schema: { hide: true } } as const;

/** A path of the web app and nothing else: no other host, however it is written. Pure. */
const safePath = (value: string | null): string => (value && /^\/(?![/\\])/.test(value) ? value : '/');

const queryOf = ({ url }: FastifyRequest): string => url.split('?')[1] ?? '';

const remember = (request: FastifyRequest, reply: FastifyReply, value: string, maxAgeS: number): void =>
  setCookie(request, reply, { name: cookie, value, maxAgeS, sameSite: 'Lax' });

const sendBack = (reply: FastifyReply, why: string): FastifyReply =>
  reply.redirect(`/app/sign-in?${new URLSearchParams({ failed: why }).toString()}`);

/** What came of something, as a value. Never rejects. */
const settled = <Value>(
  work: Promise<Value>,
): Promise<{ readonly value: Value } | { readonly error: unknown }> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

const failed = (error: unknown, { log }: ApiContext, reply: FastifyReply): FastifyReply => {
  log.warn({ err: error }, 'somebody could not sign in with the issuer');
  return sendBack(reply, error instanceof OidcSignInError ? error.message : 'the issuer cannot be reached');
};

const startRoute = (app: ApiServer, context: ApiContext, oidc: OidcSignIn): void => {
  app.get(oidcStartPath, open, async (request, reply) => {
    const returnTo = safePath(new URLSearchParams(queryOf(request)).get('returnTo'));
    void reply.header('cache-control', 'no-store');
    const begun = await settled(oidc.begin(returnTo));
    if ('error' in begun) return failed(begun.error, context, reply);
    remember(request, reply, begun.value.sealed, signInMinutesMax * 60);
    return reply.redirect(begun.value.url);
  });
};

const callbackRoute = (
  app: ApiServer,
  context: ApiContext,
  { sessions }: Browsers,
  oidc: OidcSignIn,
): void => {
  app.get(oidcCallbackPath, open, async (request, reply) => {
    const sealed = cookieOf(request, cookie);
    void reply.header('cache-control', 'no-store');
    if (sealed === undefined)
      return sendBack(reply, 'signing in took too long, or was begun in another browser');
    const ended = await settled(oidc.end(queryOf(request), sealed));
    if ('error' in ended) return failed(ended.error, context, reply);
    const { principal, returnTo } = ended.value;
    setSessionCookie(request, reply, sessions.begin({ kind: 'person', principal }));
    remember(request, reply, '', 0);
    return reply.redirect(`/app${returnTo}`);
  });
};

/** Where browsers go to sign in with the issuer, and come back from it. */
export const oidcRoutes = (app: ApiServer, context: ApiContext): void => {
  const { browsers } = context;
  if (!browsers?.oidc) return;
  startRoute(app, context, browsers.oidc);
  callbackRoute(app, context, browsers, browsers.oidc);
};
