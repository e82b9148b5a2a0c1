import { randomBytes } from 'node:crypto';
import type { Role } from '@caselog/api-contract';
import type { Env } from '@caselog/env';
import { createCommandLoop, type EventStore } from '@caselog/event-store';
import {
  apiKeyCodec,
  apiKeyIdFor,
  apiKeyStream,
  decideApiKey,
  evolveApiKey,
  isSecretOf,
  secretHashOf,
  type ApiKey,
  type ApiKeyCommand,
  type ApiKeyEvent,
} from './api-key.ts';
import { principalOf, unknownToken, type Identify } from './principal.ts';

export interface ApiKeyRequest {
  /** What the key is for: a random id or a program's name, never a person's. */
  readonly label: string;
  readonly roles: readonly Role[];
  readonly customerId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly expiresAt?: string | undefined;
}

interface Given {
  readonly commandId: string;
  readonly actor: string;
}

export interface CreatedApiKey {
  readonly keyId: string;
  readonly key: ApiKey;
  /** What its holder sends. Undefined for a repeat: it was told once and is kept nowhere. */
  readonly credential: string | undefined;
  readonly position: number;
}

/** Keys for programs: created, looked up, revoked, recognised. */
export interface ApiKeys {
  create(request: ApiKeyRequest & Given): Promise<CreatedApiKey>;
  /** The key as it is after it was revoked; undefined when there is none. */
  revoke(keyId: string, given: Given): Promise<ApiKey | undefined>;
  load(keyId: string): Promise<ApiKey | undefined>;
  readonly identify: Identify;
}

const pattern = /^ck_([0-9a-f]{16})_([\w-]{43})$/;

/** Whether a bearer token is meant to be an API key. Pure. */
export const isApiKey = (token: string): boolean => token.startsWith('ck_');

const stateOf = (key: ApiKey | undefined): ApiKey => {
  if (!key) throw new Error('a created key left no state');
  return key;
};

const createdData = (request: ApiKeyRequest, secret: string) => ({
  label: request.label,
  roles: [...request.roles] as [Role, ...Role[]],
  customerId: request.customerId ?? null,
  partnerId: request.partnerId ?? null,
  secretHash: secretHashOf(secret),
  expiresAt: request.expiresAt ?? null,
});

const identifier =
  (load: ApiKeys['load'], env: Env): Identify =>
  async (token) => {
    const [, keyId, secret] = pattern.exec(token) ?? [];
    if (keyId === undefined || secret === undefined) return unknownToken;
    // Read from the ledger each time, so that a revocation holds at once, in every process.
    const key = await load(keyId);
    if (!key || !isSecretOf(key, secret)) return unknownToken;
    const { revokedAt, expiresAt, roles, customerId, partnerId } = key;
    if (revokedAt !== null) return { refused: 'unauthenticated', reason: 'the key was revoked' };
    if (expiresAt !== null && Date.parse(expiresAt) <= env.now())
      return { refused: 'unauthenticated', reason: 'the key has expired' };
    return principalOf({ id: `key-${keyId}`, roles, customerId, partnerId });
  };

/** API keys kept in the ledger. Not pure: reads and writes the store; secrets come from the system's own source. */
export const createApiKeys = ({ store, env }: { readonly store: EventStore; readonly env: Env }): ApiKeys => {
  const loop = createCommandLoop<ApiKey | undefined, ApiKeyCommand, ApiKeyEvent, 'unknown' | 'exists'>({
    store,
    env,
    codec: apiKeyCodec,
    initial: undefined,
    evolve: evolveApiKey,
    decide: decideApiKey,
  });
  const load: ApiKeys['load'] = async (keyId) => (await loop.load(apiKeyStream(keyId))).state;
  return {
    async create({ commandId, actor, ...request }) {
      const keyId = apiKeyIdFor(commandId);
      const secret = randomBytes(32).toString('base64url');
      const command = { type: 'CreateApiKey', data: createdData(request, secret) } as const;
      const outcome = await loop.handle(apiKeyStream(keyId), { commandId, actor, command });
      if (outcome.outcome !== 'accepted' && outcome.outcome !== 'repeated')
        throw new Error(`creating a key came to ${outcome.outcome}`);
      const credential = outcome.outcome === 'accepted' ? `ck_${keyId}_${secret}` : undefined;
      return { keyId, key: stateOf(outcome.state), credential, position: outcome.position };
    },
    async revoke(keyId, { commandId, actor }) {
      const command = { type: 'RevokeApiKey' } as const;
      const outcome = await loop.handle(apiKeyStream(keyId), { commandId, actor, command });
      return 'state' in outcome ? outcome.state : undefined;
    },
    load,
    identify: identifier(load, env),
  };
};
