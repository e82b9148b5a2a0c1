import { createOidcIssuer, type Issuer } from '@caselog/access-control';
import type { Env } from '@caselog/env';
import { UsageError } from '@caselog/process';

export const oidcUsage = `
  --oidc-issuer URL             take the tokens of this OpenID Connect issuer besides the home's own
  --oidc-audience NAME          whom its tokens must be meant for
  --oidc-jwks URL               where its keys stand (default: as its discovery document says)
  --oidc-algorithms LIST        signature algorithms to take (default RS256,PS256,ES256,EdDSA,Ed25519)
  --oidc-clock-tolerance SECS   how far its clock may be off (default 30)
  --oidc-person-claim NAME      the claim with a person's opaque id (default sub)
  --oidc-roles-claim NAME       the claim with the roles (default roles); dots lead into nested claims
  --oidc-customer-claim NAME    the claim with a requester's customer (default customer)
  --oidc-partner-claim NAME     the claim with a partner's id (default partner)`;

const text = { type: 'string' } as const;

export const oidcFlags = {
  'oidc-issuer': text,
  'oidc-audience': text,
  'oidc-jwks': text,
  'oidc-algorithms': text,
  'oidc-clock-tolerance': { type: 'string', default: '30' },
  'oidc-person-claim': { type: 'string', default: 'sub' },
  'oidc-roles-claim': { type: 'string', default: 'roles' },
  'oidc-customer-claim': { type: 'string', default: 'customer' },
  'oidc-partner-claim': { type: 'string', default: 'partner' },
} as const;

type Settings = { readonly [Flag in keyof typeof oidcFlags]?: string | undefined };

const toleranceMs = (seconds: string): number => {
  if (!/^\d{1,3}$/.test(seconds))
    throw new UsageError(`--oidc-clock-tolerance must be 0 to 999 seconds, not ${seconds}`);
  return Number(seconds) * 1_000;
};

/** The issuers named on a command line: one, or none. @throws UsageError, OidcSettingsError */
export const issuersOf = (settings: Settings, env: Env): readonly Issuer[] => {
  const { 'oidc-issuer': issuer, 'oidc-audience': audience, 'oidc-jwks': jwksUrl } = settings;
  if (issuer === undefined) return [];
  if (audience === undefined)
    throw new UsageError(
      '--oidc-issuer needs --oidc-audience: tokens for other services must not open this one',
    );
  const algorithms = settings['oidc-algorithms']?.split(',');
  const claims = {
    person: settings['oidc-person-claim'] ?? 'sub',
    roles: settings['oidc-roles-claim'] ?? 'roles',
    customer: settings['oidc-customer-claim'] ?? 'customer',
    partner: settings['oidc-partner-claim'] ?? 'partner',
  };
  const clockToleranceMs = toleranceMs(settings['oidc-clock-tolerance'] ?? '30');
  return [
    createOidcIssuer({
      issuer,
      audience,
      env,
      claims,
      clockToleranceMs,
      ...(jwksUrl === undefined ? {} : { jwksUrl }),
      ...(algorithms === undefined ? {} : { algorithms }),
    }),
  ];
};
