import { knownToken, type AuthRefusal, type Identify, type Principal } from '@caselog/access-control';
import type { FastifyRequest } from 'fastify';

export type { AuthRefusal, Principal } from '@caselog/access-control';

/** Decides who asks, from the request's head alone. Rejects only when it cannot decide. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | AuthRefusal>;

/** The token of an `Authorization: Bearer` header (RFC 6750), undefined when there is none. Pure. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/-]+=*) *$/i.exec(header ?? '')?.[1];

/** Asks for a bearer token and finds out whose it is. */
export const bearerAuth =
  (identify: Identify): Authenticate =>
  (request) => {
    const given = bearerToken(request.headers.authorization);
    return given === undefined
      ? Promise.resolve({ refused: 'unauthenticated', reason: 'a bearer token is needed' })
      : identify(given);
  };

/** One token for everything, compared in constant time: for a desk that is used by one team on one machine. */
export const tokenAuth = (token: string, principal: Principal): Authenticate =>
  bearerAuth(knownToken(token, principal));
