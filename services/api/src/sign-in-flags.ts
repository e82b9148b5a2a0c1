import type { Identify } from '@caselog/access-control';
import { secretAt, UsageError, webUrlOf, type Home } from '@caselog/process';
import { readFile } from 'node:fs/promises';
import { createOidcSignIn, type OidcSignIn } from './session/oidc-sign-in.ts';

export const signInUsage = `
  --oidc-client NAME            let people sign in with that issuer in the web app, as this client (with --public-url)
  --oidc-client-secret FILE     where the client's secret stands; without it the client is a public one
  --oidc-scope LIST             which scopes to ask for (default openid)
  --public-url URL              how browsers reach this API; URL/session/oidc/callback must be known to the issuer`;

const text = { type: 'string' } as const;

export const signInFlags = {
  'oidc-client': text,
  'oidc-client-secret': text,
  'oidc-scope': { type: 'string', default: 'openid' },
  'public-url': text,
} as const;

type Settings = { readonly [Flag in keyof typeof signInFlags]?: string | undefined } & {
  readonly 'oidc-issuer'?: string | undefined;
};

const secretIn = async (path: string | undefined): Promise<string | undefined> =>
  path === undefined ? undefined : (await readFile(path, 'utf8')).trim();

/** Sign-in as a command line asks for it; undefined where it does not. @throws UsageError */
export const signInOf = async (
  settings: Settings,
  home: Home,
  identify: Identify,
): Promise<OidcSignIn | undefined> => {
  const { 'oidc-client': clientId, 'oidc-issuer': issuer, 'public-url': publicUrl } = settings;
  if (clientId === undefined) return undefined;
  if (issuer === undefined) throw new UsageError('--oidc-client needs --oidc-issuer');
  if (publicUrl === undefined) throw new UsageError('--oidc-client needs --public-url');
  return createOidcSignIn({
    issuer,
    clientId,
    clientSecret: await secretIn(settings['oidc-client-secret']),
    publicUrl: webUrlOf(publicUrl, '--public-url'),
    key: await secretAt(home.file('keys', 'sign-in')),
    identify,
    scope: settings['oidc-scope'] ?? 'openid',
  });
};
