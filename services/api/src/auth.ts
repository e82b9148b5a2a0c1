import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

export type Role = 'requester' | 'agent' | 'specialist' | 'partner' | 'analyst' | 'service' | 'lead';

/** Who asks. */
export interface Principal {
  /** A random id or a role, never a name or an address: it becomes the `actor` of events. */
  readonly id: string;
  readonly roles: readonly Role[];
}

/** Why a request is turned away at the door. The reason is told to the caller. */
export interface AuthRefusal {
  readonly refused: 'unauthenticated' | 'not-permitted';
  readonly reason: string;
}

/** Decides who asks, from the request's head alone. Rejects only when it cannot decide. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal | AuthRefusal>;

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** The token of an `Authorization: Bearer` header (RFC 6750), undefined when there is none. Pure. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/-]+=*) *$/i.exec(header ?? '')?.[1];

/** One token for everything, compared in constant time: for a desk that is used by one team on one machine. */
export const tokenAuth = (token: string, principal: Principal): Authenticate => {
  const expected = digest(token);
  return (request) => {
    const given = bearerToken(request.headers.authorization);
    if (given === undefined)
      return Promise.resolve({ refused: 'unauthenticated', reason: 'a bearer token is needed' });
    return Promise.resolve(
      timingSafeEqual(digest(given), expected)
        ? principal
        : { refused: 'unauthenticated', reason: 'the bearer token is not known here' },
    );
  };
};
