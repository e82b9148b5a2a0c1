import type { ApiKeys, DeskIssuer } from '@caselog/access-control';
import { openHomeKeys, type HomeKeysOptions } from '@caselog/installation';
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

/** Opens the keys of a home; what is missing is made, for its owner alone. @throws SecretFileError, SigningKeyFileError */
export const openHomeIdentity = async (options: HomeKeysOptions): Promise<HomeIdentity> => {
  const { home, env } = options;
  const { identify, ...keys } = await openHomeKeys(options);
  const sessions = openSessions({ path: home.file('sessions.sqlite'), env });
  return {
    ...keys,
    auth: browserAuth(identify, sessions),
    browsers: { sessions, identify },
    close: () => sessions.close(),
  };
};
