import {
  createApiKeys,
  createDeskIssuer,
  createIdentity,
  signingKeyAt,
  type ApiKeys,
  type DeskIssuer,
  type Issuer,
} from '@caselog/access-control';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { secretAt, type Home } from '@caselog/process';
import type { Authenticate } from './auth.ts';
import type { Browsers } from './options.ts';
import { browserAuth } from './session/auth.ts';
import { openSessions } from './session/sessions.ts';

/** How a home's people and programs are recognised. */
export interface HomeIdentity {
  readonly auth: Authenticate;
  /** The sessions of its browsers. */
  readonly browsers: Browsers;
  readonly apiKeys: ApiKeys;
  /** The home vouches for its own people. */
  readonly issuer: DeskIssuer;
  /** The one token that is simply known, and where it is kept. It is a lead's. */
  readonly token: string;
  readonly tokenPath: string;
  close(): void;
}

export interface HomeIdentityOptions {
  readonly home: Home;
  readonly store: EventStore;
  readonly env: Env;
  /** Issuers whose tokens are taken besides the home's own. */
  readonly issuers?: readonly Issuer[];
}

/** Opens the keys of a home; what is missing is made, for its owner alone. @throws SecretFileError, SigningKeyFileError */
export const openHomeIdentity = async ({
  home,
  store,
  env,
  issuers = [],
}: HomeIdentityOptions): Promise<HomeIdentity> => {
  const tokenPath = home.file('token');
  const token = await secretAt(tokenPath);
  const issuer = createDeskIssuer(await signingKeyAt(home.file('keys', 'tokens.pem')), env);
  const apiKeys = createApiKeys({ store, env });
  const identify = createIdentity({
    token: { secret: token, principal: { id: 'operator', roles: ['lead'] } },
    apiKeys,
    issuers: [issuer, ...issuers],
  });
  const sessions = openSessions({ path: home.file('sessions.sqlite'), env });
  return {
    auth: browserAuth(identify, sessions),
    browsers: { sessions, identify },
    apiKeys,
    issuer,
    token,
    tokenPath,
    close: () => sessions.close(),
  };
};
