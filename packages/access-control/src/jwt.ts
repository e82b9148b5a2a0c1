import type { KeyObject } from 'node:crypto';
import type { Env } from '@caselog/env';
import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { principalOf, unknownToken, type AuthRefusal, type Principal } from './principal.ts';
import type { CheckedToken } from './remember.ts';

/** Which claims of a token say what. A name with dots leads into nested claims where there is no claim of that very name. */
export interface ClaimNames {
  readonly person: string;
  readonly roles: string;
  readonly customer: string;
  readonly partner: string;
}

export const defaultClaims: ClaimNames = {
  person: 'sub',
  roles: 'roles',
  customer: 'customer',
  partner: 'partner',
};

/** What a token must fulfil. */
export interface JwtRules {
  readonly issuer: string;
  readonly audience: string;
  /** Signature algorithms to take; nothing else is looked at. */
  readonly algorithms: readonly string[];
  /** How far the issuer's clock may be off. */
  readonly clockToleranceMs: number;
  readonly claims: ClaimNames;
}

/** The issuer a token claims to come from, undefined when it is no JWT. Not checked: good for choosing the check alone. Pure. */
export const claimedIssuer = (token: string): string | undefined => {
  // Most tokens that are none have no dots, and an error for each request is dear.
  if (!token.includes('.')) return undefined;
  try {
    return decodeJwt(token).iss ?? '';
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

const claimAt = (payload: unknown, name: string): unknown => {
  if (typeof payload !== 'object' || payload === null) return undefined;
  if (Object.hasOwn(payload, name)) return (payload as Record<string, unknown>)[name];
  const dot = name.indexOf('.');
  return dot < 1
    ? undefined
    : claimAt((payload as Record<string, unknown>)[name.slice(0, dot)], name.slice(dot + 1));
};

const rolesIn = (claim: unknown): readonly unknown[] =>
  Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(/[ ,]+/) : [];

const holderIn = (payload: JWTPayload, names: ClaimNames): Principal | AuthRefusal =>
  principalOf({
    id: claimAt(payload, names.person),
    roles: rolesIn(claimAt(payload, names.roles)),
    customerId: claimAt(payload, names.customer),
    partnerId: claimAt(payload, names.partner),
  });

/** Checks a JWT (RFC 7519, 8725): signature, algorithm, issuer, audience and times, all of which it must carry. */
export const checkJwt = async (
  token: string,
  keys: KeyObject | JWTVerifyGetKey,
  { issuer, audience, algorithms, clockToleranceMs, claims }: JwtRules,
  env: Env,
): Promise<CheckedToken | AuthRefusal> => {
  // Either form of key takes the same options, yet the library types the two calls apart.
  const key: JWTVerifyGetKey = typeof keys === 'function' ? keys : () => keys;
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: clockToleranceMs / 1_000,
      currentDate: new Date(env.now()),
      requiredClaims: ['exp'],
    });
    const found = holderIn(payload, claims);
    if ('refused' in found) return found;
    return { principal: found, expiresAtMs: (payload.exp ?? 0) * 1_000 + clockToleranceMs };
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      return { refused: 'unauthenticated', reason: 'the bearer token has expired' };
    if (error instanceof errors.JOSEError) return unknownToken;
    throw error;
  }
};
