import type { Env } from '@caselog/env';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Issuer } from './desk-issuer.ts';
import { fetchJson } from './fetch-json.ts';
import { checkJwt, defaultClaims, type ClaimNames } from './jwt.ts';
import { rememberGood } from './remember.ts';

/** An OpenID Connect issuer whose tokens a desk takes. */
export interface OidcIssuerOptions {
  /** Its `iss`, to the letter; an https address, or a loopback one. */
  readonly issuer: string;
  /** What its tokens must be meant for. */
  readonly audience: string;
  /** Where its keys stand; default: as its discovery document says. */
  readonly jwksUrl?: string;
  /** Default {@link asymmetricAlgorithms}. Secrets shared with the issuer (HS256 and its like) are not taken. */
  readonly algorithms?: readonly string[];
  /** Default 30 s. */
  readonly clockToleranceMs?: number;
  readonly claims?: Partial<ClaimNames>;
  readonly env: Env;
  readonly fetch?: typeof fetch;
  /** For how long keys are used without asking again; default 10 minutes. */
  readonly keysFreshMs?: number;
  /** For how long they are used while the issuer cannot be reached; default a day. */
  readonly keysStaleMsMax?: number;
  /** The shortest time between two requests for keys, so that made-up key ids cost the issuer nothing; default 30 s. */
  readonly cooldownMs?: number;
  /** How long a request for keys may take; default 5 s. */
  readonly timeoutMs?: number;
}

/** The issuer is configured in a way that could not be safe. */
export class OidcSettingsError extends Error {
  override readonly name = 'OidcSettingsError';
}

/** The issuer's keys cannot be had, so nobody can say whether a token is good. */
export class IdentityUnavailableError extends Error {
  override readonly name = 'IdentityUnavailableError';
  readonly issuer: string;
  constructor(issuer: string, options: ErrorOptions) {
    super(`the keys of ${issuer} cannot be had`, options);
    this.issuer = issuer;
  }
}

export const asymmetricAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const;
const taken = new Set([...asymmetricAlgorithms, 'RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512']);

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() });
const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

const safeUrl = (text: string, what: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return text;
  throw new OidcSettingsError(`the ${what} must be an https address, not ${text}`);
};

interface Keys {
  readonly find: JWTVerifyGetKey;
  readonly readAtMs: number;
}

type Settings = Required<Omit<OidcIssuerOptions, 'jwksUrl' | 'claims'>> &
  Pick<OidcIssuerOptions, 'jwksUrl'> & { readonly claims: ClaimNames };

const settingsOf = (options: OidcIssuerOptions): Settings => {
  const { algorithms = asymmetricAlgorithms, claims } = options;
  safeUrl(options.issuer, 'issuer');
  if (options.jwksUrl !== undefined) safeUrl(options.jwksUrl, 'address of the issuer’s keys');
  const unsafe = algorithms.find((algorithm) => !taken.has(algorithm));
  if (unsafe !== undefined || algorithms.length === 0)
    throw new OidcSettingsError(`algorithms must be among ${[...taken].join(', ')}, not ${unsafe ?? 'none'}`);
  return {
    clockToleranceMs: 30_000,
    keysFreshMs: 600_000,
    keysStaleMsMax: 86_400_000,
    cooldownMs: 30_000,
    timeoutMs: 5_000,
    fetch: globalThis.fetch,
    ...options,
    algorithms,
    claims: { ...defaultClaims, ...claims },
  };
};

const discover = async (settings: Settings): Promise<string> => {
  if (settings.jwksUrl !== undefined) return settings.jwksUrl;
  const url = `${settings.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const document = discoverySchema.parse(await fetchJson(url, settings));
  if (document.issuer !== settings.issuer)
    throw new OidcSettingsError(`the discovery document of ${settings.issuer} speaks for another issuer`);
  return safeUrl(document.jwks_uri, 'address of the issuer’s keys');
};

/** The issuer's keys: fetched when they are needed, by one request at a time, kept for a bounded time. */
const createKeys = (settings: Settings) => {
  const { env, issuer, keysFreshMs, keysStaleMsMax, cooldownMs } = settings;
  let keys: Keys | undefined;
  let fetching: Promise<Keys> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  const ageMs = () => (keys ? env.now() - keys.readAtMs : Number.POSITIVE_INFINITY);
  const isCool = () => env.now() - askedAtMs >= cooldownMs;
  const read = async (): Promise<Keys> => {
    askedAtMs = env.now();
    const set = jwksSchema.parse(await fetchJson(await discover(settings), settings));
    keys = { find: createLocalJWKSet(set), readAtMs: env.now() };
    return keys;
  };
  const refresh = async (): Promise<void> => {
    fetching ??= read().finally(() => (fetching = undefined));
    try {
      await fetching;
    } catch (error) {
      failure = error;
    }
  };
  const current = async (): Promise<Keys> => {
    if (ageMs() >= keysFreshMs && (fetching || isCool())) await refresh();
    if (keys && ageMs() < keysStaleMsMax) return keys;
    throw new IdentityUnavailableError(issuer, { cause: failure });
  };
  const find: JWTVerifyGetKey = async (header, token) => {
    const { find: known } = await current();
    try {
      return await known(header, token);
    } catch (error) {
      // A key that is not there may be a new one.
      if (!(error instanceof errors.JWKSNoMatchingKey) || !isCool()) throw error;
      await refresh();
      return (await current()).find(header, token);
    }
  };
  return find;
};

/**
 * An issuer of tokens that is not ours. Nothing is fetched until a token claims to come from it.
 * `identify` rejects with IdentityUnavailableError while its keys cannot be had. @throws OidcSettingsError
 */
export const createOidcIssuer = (options: OidcIssuerOptions): Issuer => {
  const settings = settingsOf(options);
  const find = createKeys(settings);
  return {
    issuer: settings.issuer,
    identify: rememberGood((token) => checkJwt(token, find, settings, settings.env), settings.env),
  };
};
