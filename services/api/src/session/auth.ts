import type { AuthRefusal, Identify, Principal } from '@caselog/access-control';
import { csrfHeader } from '@caselog/api-contract';
import type { FastifyRequest } from 'fastify';
import { bearerAuth, type Authenticate } from '../auth.ts';
import { sessionSecretOf } from './cookie.ts';
import { knowsCsrf, type Session, type Sessions } from './sessions.ts';

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a browser says that another site made it send this. Source: OWASP, "Cross-Site Request Forgery", Fetch Metadata. Pure. */
export const isFromElsewhere = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
};

const forged: AuthRefusal = {
  refused: 'not-permitted',
  reason: 'a change needs the token of its session: reload the page',
};

/** Why a request must not ride on its session, undefined when it may. Pure. */
export const csrfFault = (request: FastifyRequest, session: Session): AuthRefusal | undefined => {
  if (safe.has(request.method)) return undefined;
  const given = request.headers[csrfHeader];
  const knows = typeof given === 'string' && knowsCsrf(session, given);
  return knows && !isFromElsewhere(request) ? undefined : forged;
};

/** Whose session it is: a token is asked anew each time, so what is revoked or expires ends its sessions too. */
const sessionPrincipal = async ({ holder }: Session, identify: Identify): Promise<Principal | AuthRefusal> =>
  holder.kind === 'person' ? holder.principal : identify(holder.token);

/** The session a request rides on, undefined when there is none. A stream that stays open does not count as using it. */
export const sessionOf = (request: FastifyRequest, sessions: Sessions): Session | undefined => {
  const secret = sessionSecretOf(request);
  const isUse = request.routeOptions.url !== '/events';
  return secret === undefined ? undefined : sessions.find(secret, isUse);
};

/** Recognises bearer tokens as ever, and where there is none, the session of a browser. */
export const browserAuth = (identify: Identify, sessions: Sessions): Authenticate => {
  const bearer = bearerAuth(identify);
  return async (request) => {
    if (request.headers.authorization !== undefined) return bearer(request);
    const session = sessionOf(request, sessions);
    if (!session) return bearer(request);
    return csrfFault(request, session) ?? sessionPrincipal(session, identify);
  };
};
