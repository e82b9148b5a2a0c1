import type { Role } from '@caselog/api-contract';
import type { Caller } from '@caselog/intake';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Authenticate, Principal } from './auth.ts';
import { ProblemError } from './problems/errors.ts';
import type { ApiServer } from './routes/server.ts';

/** A route that says nothing of who may use it is for those who may do most. */
const rolesDefault: readonly Role[] = ['lead'];

const list = new Intl.ListFormat('en', { type: 'disjunction' });

/** Whoever does not hold one of the roles is sent away. @throws ProblemError */
const admit = ({ roles: held }: Principal, { roles = rolesDefault }: FastifyContextConfig): void => {
  if (roles.some((role) => held.includes(role))) return;
  throw new ProblemError('not-permitted', { detail: `this needs the role ${list.format(roles)}` });
};

const identify = async (auth: Authenticate, request: FastifyRequest): Promise<Principal> => {
  const found = await auth(request);
  if ('refused' in found) throw new ProblemError(found.refused, { detail: found.reason });
  return found;
};

/** Whoever says who they are must be right; a session that has ended says nothing. */
const identifyIfKnown = async (
  auth: Authenticate,
  request: FastifyRequest,
): Promise<Principal | undefined> => {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) return identify(auth, request);
  const found = cookie === undefined ? undefined : await auth(request);
  return found && !('refused' in found) ? found : undefined;
};

/** The principal of a request that has passed the door. */
export const principalOf = ({ principal }: FastifyRequest): Principal => {
  if (!principal) throw new ProblemError('unauthenticated');
  return principal;
};

/** Who gives the command of a request that has passed the door. */
export const callerOf = (request: FastifyRequest): Caller => ({
  principal: principalOf(request),
  requestId: request.id,
});

/**
 * Asks who is there on every route that does not say it is public, and sends away whoever does not hold one of its roles; where
 * the body holds a command, that command decides later.
 */
export const guardDoor = (app: ApiServer, auth: Authenticate): void => {
  app.decorateRequest('principal', undefined);
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    if (request.is404) return;
    if (config.access === 'public' && config.identity !== 'optional') return;
    if (config.access === 'public') {
      request.principal = await identifyIfKnown(auth, request);
      return;
    }
    request.principal = await identify(auth, request);
    if (config.judgedBy !== 'command') admit(request.principal, config);
  });
};
