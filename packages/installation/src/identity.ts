import {
  createApiKeys,
  createDeskIssuer,
  createIdentity,
  signingKeyAt,
  type ApiKeys,
  type DeskIssuer,
  type Identify,
  type Issuer,
} from '@caselog/access-control';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { secretAt, type Home } from '@caselog/process';

/** How a home's people and programs are recognised by their bearer tokens, whichever way they come in. */
export interface HomeKeys {
  readonly identify: Identify;
  readonly apiKeys: ApiKeys;
  /** The home vouches for its own people. */
  readonly issuer: DeskIssuer;
  /** The one token that is simply known, and where it is kept. It is a lead's. */
  readonly token: string;
  readonly tokenPath: string;
}

export interface HomeKeysOptions {
  readonly home: Home;
  readonly store: EventStore;
  readonly env: Env;
  /** Issuers whose tokens are taken besides the home's own. */
  readonly issuers?: readonly Issuer[];
}

/** Opens the keys of a home; what is missing is made, for its owner alone. @throws SecretFileError, SigningKeyFileError */
export const openHomeKeys = async ({
  home,
  store,
  env,
  issuers = [],
}: HomeKeysOptions): Promise<HomeKeys> => {
  const tokenPath = home.file('token');
  const token = await secretAt(tokenPath);
  const issuer = createDeskIssuer(await signingKeyAt(home.file('keys', 'tokens.pem')), env);
  const apiKeys = createApiKeys({ store, env });
  const identify = createIdentity({
    token: { secret: token, principal: { id: 'operator', roles: ['lead'] } },
    apiKeys,
    issuers: [issuer, ...issuers],
  });
  return { identify, apiKeys, issuer, token, tokenPath };
};
