import { hash } from 'node:crypto';
import type { Env } from '@caselog/env';
import type { AuthRefusal, Identify, Principal } from './principal.ts';

/** A token that was checked and found good, and until when it can be at most. */
export interface CheckedToken {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** Checks a token by its signature. Rejects only when it cannot decide. */
type CheckToken = (token: string) => Promise<CheckedToken | AuthRefusal>;

const rememberedMsMax = 60_000;
const rememberedMax = 10_000;

/**
 * Checks a signature once a minute and not with every request: it costs half a millisecond. Good tokens alone are remembered, by
 * their hash, never beyond their own end, and only so many.
 */
export const rememberGood = (check: CheckToken, env: Env): Identify => {
  const good = new Map<string, CheckedToken>();
  const keep = (key: string, { principal, expiresAtMs }: CheckedToken): void => {
    good.delete(key);
    good.set(key, { principal, expiresAtMs: Math.min(expiresAtMs, env.now() + rememberedMsMax) });
    const [oldest] = good.keys();
    if (good.size > rememberedMax && oldest !== undefined) good.delete(oldest);
  };
  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const known = good.get(key);
    if (known && env.now() < known.expiresAtMs) return known.principal;
    const found = await check(token);
    if ('refused' in found) return found;
    keep(key, found);
    return found.principal;
  };
};
