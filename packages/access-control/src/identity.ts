import { timingSafeEqual } from 'node:crypto';
import { isApiKey, type ApiKeys } from './api-keys.ts';
import type { Issuer } from './desk-issuer.ts';
import { claimedIssuer } from './jwt.ts';
import { unknownToken, type Identify, type Principal } from './principal.ts';

export interface IdentityOptions {
  /** One token that is simply known: of a desk used by one team on one machine. */
  readonly token?: { readonly secret: string; readonly principal: Principal };
  readonly apiKeys?: Pick<ApiKeys, 'identify'>;
  /** Whose signed tokens are taken. */
  readonly issuers?: readonly Issuer[];
}

/** Recognises one secret, compared in constant time; how long it is is no secret. */
export const knownToken = (secret: string, principal: Principal): Identify => {
  const expected = Buffer.from(secret);
  const isIt = (given: Buffer): boolean =>
    given.length === expected.length && timingSafeEqual(given, expected);
  return (given) => Promise.resolve(isIt(Buffer.from(given)) ? principal : unknownToken);
};

/** Recognises every kind of bearer token that is configured: each token is shown to the one check its form calls for. */
export const createIdentity = ({ token, apiKeys, issuers = [] }: IdentityOptions): Identify => {
  const nobody: Identify = () => Promise.resolve(unknownToken);
  const known = token ? knownToken(token.secret, token.principal) : nobody;
  return (given) => {
    if (isApiKey(given)) return (apiKeys?.identify ?? nobody)(given);
    const issuer = claimedIssuer(given);
    if (issuer === undefined) return known(given);
    return (issuers.find((each) => each.issuer === issuer)?.identify ?? nobody)(given);
  };
};
