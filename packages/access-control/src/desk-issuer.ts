import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Role } from '@caselog/api-contract';
import type { Env } from '@caselog/env';
import { SignJWT } from 'jose';
import { checkJwt, defaultClaims, type JwtRules } from './jwt.ts';
import { principalOf, type Identify } from './principal.ts';
import { rememberGood } from './remember.ts';

/** Whose tokens a request may carry. */
export interface Issuer {
  /** The `iss` its tokens bear. */
  readonly issuer: string;
  readonly identify: Identify;
}

export interface TokenRequest {
  readonly role: Role;
  /** The person or program: an opaque id. */
  readonly subject: string;
  /** Needed by a requester. */
  readonly customerId?: string;
  /** Needed by a partner's person. */
  readonly partnerId?: string;
  /** How long it is good for; default a day. */
  readonly ttlMs?: number;
}

/** A desk that vouches for its own people. */
export interface DeskIssuer extends Issuer {
  /** A signed token for one role. @throws InvalidTokenRequestError */
  mintToken(request: TokenRequest): Promise<string>;
}

/** A token was asked for that nothing would accept: a fault of the calling program. */
export class InvalidTokenRequestError extends Error {
  override readonly name = 'InvalidTokenRequestError';
}

export const deskIssuerName = 'caselog-desk';
export const deskAudience = 'caselog';
const dayMs = 86_400_000;

const rules: JwtRules = {
  issuer: deskIssuerName,
  audience: deskAudience,
  algorithms: ['EdDSA'],
  // Whoever signs and whoever checks share a home, and so a clock.
  clockToleranceMs: 0,
  claims: defaultClaims,
};

/** The issuer of an embedded desk: Ed25519 tokens by the key in its home. Not pure: `env` gives time and ids. */
export const createDeskIssuer = (key: KeyObject, env: Env): DeskIssuer => {
  const publicKey = createPublicKey(key);
  return {
    issuer: rules.issuer,
    identify: rememberGood((token) => checkJwt(token, publicKey, rules, env), env),
    async mintToken({ role, subject, customerId, partnerId, ttlMs = dayMs }) {
      const principal = principalOf({ id: subject, roles: [role], customerId, partnerId });
      if ('refused' in principal) throw new InvalidTokenRequestError(principal.reason);
      const nowS = Math.floor(env.now() / 1_000);
      const { customer, partner, roles } = rules.claims;
      return new SignJWT({
        [roles]: [role],
        ...(customerId === undefined ? {} : { [customer]: customerId }),
        ...(partnerId === undefined ? {} : { [partner]: partnerId }),
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
        .setIssuer(rules.issuer)
        .setAudience(rules.audience)
        .setSubject(subject)
        .setJti(env.uuid())
        .setIssuedAt(nowS)
        .setExpirationTime(nowS + Math.ceil(ttlMs / 1_000))
        .sign(key);
    },
  };
};
