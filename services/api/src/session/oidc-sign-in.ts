import type { AuthRefusal, Identify, Principal } from '@caselog/access-control';
import { oidcCallbackPath } from '@caselog/api-contract';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { hash } from 'node:crypto';
import * as oidc from 'openid-client';
import { z } from 'zod';

export interface OidcSignInOptions {
  /** The issuer people sign in with: an https address, or a loopback one. */
  readonly issuer: string;
  readonly clientId: string;
  /** Without it the client is a public one; PKCE is used either way. */
  readonly clientSecret?: string | undefined;
  /** How browsers reach this desk. */
  readonly publicUrl: string;
  /** Seals what a sign-in under way must remember; the same in every process of an installation. */
  readonly key: string;
  /** Whose tokens they are: those of the issuer must be among those it knows. */
  readonly identify: Identify;
  readonly scope?: string;
}

/** A sign-in under way: where the browser goes, and what it keeps until it comes back, readable here alone. */
interface BegunSignIn {
  readonly url: string;
  readonly sealed: string;
}

interface EndedSignIn {
  readonly principal: Principal;
  /** A path of the web app. */
  readonly returnTo: string;
}

/** Sign-in of people with an OpenID Connect issuer: authorization code with PKCE. No token of it ever reaches a browser. */
export interface OidcSignIn {
  begin(returnTo: string): Promise<BegunSignIn>;
  /** `query` is that of the address the issuer sent the browser back to. @throws OidcSignInError */
  end(query: string, sealed: string): Promise<EndedSignIn>;
}

/** Somebody came back from the issuer without being signed in; the message is for them. */
export class OidcSignInError extends Error {
  override readonly name = 'OidcSignInError';
}

/** How long somebody may take at the issuer. */
export const signInMinutesMax = 10;

const rememberedSchema = z.object({
  codeVerifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  returnTo: z.string(),
});

/** Only over TLS, but on this machine itself. Pure. */
const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

const discovered = ({ issuer, clientId, clientSecret }: OidcSignInOptions): Promise<oidc.Configuration> => {
  const url = new URL(issuer);
  return oidc.discovery(
    url,
    clientId,
    undefined,
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    // oxlint-disable-next-line typescript/no-deprecated -- marked so to be noticed; an issuer on this very machine may do without TLS
    isLoopback(url) ? { execute: [oidc.allowInsecureRequests] } : {},
  );
};

const said = (error: unknown): string =>
  error instanceof oidc.AuthorizationResponseError
    ? `the issuer refused: ${error.error_description ?? error.error}`
    : 'signing in did not succeed; please try again';

/** The issuer's access token where it is meant for this desk, else the ID token where that is. */
const whoseTokens = async (
  identify: Identify,
  tokens: { readonly access_token: string; readonly id_token?: string | undefined },
): Promise<Principal | AuthRefusal> => {
  const byAccess = await identify(tokens.access_token);
  const isOther = 'refused' in byAccess && byAccess.refused === 'unauthenticated';
  return isOther && tokens.id_token !== undefined ? identify(tokens.id_token) : byAccess;
};

/** Nothing is asked of the issuer until somebody signs in. */
export const createOidcSignIn = (options: OidcSignInOptions): OidcSignIn => {
  const { publicUrl, identify, scope = 'openid' } = options;
  const redirectUri = new URL(oidcCallbackPath, publicUrl).href;
  const key = hash('sha256', `oidc sign-in ${options.key}`, 'buffer');
  let configuration: Promise<oidc.Configuration> | undefined;
  const configured = (): Promise<oidc.Configuration> => {
    configuration ??= discovered(options).catch((error: unknown) => {
      configuration = undefined;
      throw error;
    });
    return configuration;
  };
  return {
    async begin(returnTo) {
      const config = await configured();
      const remembered = {
        codeVerifier: oidc.randomPKCECodeVerifier(),
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        returnTo,
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope,
        code_challenge: await oidc.calculatePKCECodeChallenge(remembered.codeVerifier),
        code_challenge_method: 'S256',
        state: remembered.state,
        nonce: remembered.nonce,
      });
      const sealed = await new EncryptJWT(remembered)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(`${signInMinutesMax}m`)
        .encrypt(key);
      return { url: url.href, sealed };
    },
    async end(query, sealed) {
      try {
        const { payload } = await jwtDecrypt(sealed, key);
        const { codeVerifier, state, nonce, returnTo } = rememberedSchema.parse(payload);
        const tokens = await oidc.authorizationCodeGrant(
          await configured(),
          new URL(`${redirectUri}?${query}`),
          {
            pkceCodeVerifier: codeVerifier,
            expectedState: state,
            expectedNonce: nonce,
            idTokenExpected: true,
          },
        );
        const principal = await whoseTokens(identify, tokens);
        if ('refused' in principal) throw new OidcSignInError(principal.reason);
        return { principal, returnTo };
      } catch (error) {
        if (error instanceof OidcSignInError) throw error;
        throw new OidcSignInError(said(error), { cause: error });
      }
    },
  };
};
