import { hash, timingSafeEqual } from 'node:crypto';
import { roleSchema } from '@caselog/api-contract';
import { createCodec, type DomainEvent, type EventCodec, type FoldedEvent } from '@caselog/event-store';
import { instantSchema, opaqueIdSchema } from '@caselog/ticket';
import { z } from 'zod';

const id = opaqueIdSchema.nullable();

/** The events of an `apikey-<id>` stream. Of the secret the ledger keeps the hash alone. */
export const apiKeyEventSchemas = {
  ApiKeyCreated: z.strictObject({
    label: opaqueIdSchema,
    roles: z.array(roleSchema).nonempty(),
    customerId: id,
    partnerId: id,
    secretHash: z.string().regex(/^[0-9a-f]{64}$/),
    expiresAt: instantSchema.nullable(),
  }),
  ApiKeyRevoked: z.strictObject({}),
} as const;

type Shapes = typeof apiKeyEventSchemas;
export type ApiKeyEvent = {
  [Type in keyof Shapes]: DomainEvent<Type, z.infer<Shapes[Type]>>;
}[keyof Shapes];

/** A key as its events left it. */
export interface ApiKey extends z.infer<Shapes['ApiKeyCreated']> {
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
}

export type ApiKeyCommand =
  | { readonly type: 'CreateApiKey'; readonly data: z.infer<Shapes['ApiKeyCreated']> }
  | { readonly type: 'RevokeApiKey' };

export const apiKeyCategory = 'apikey';

/** The stream of a key. Pure. */
export const apiKeyStream = (keyId: string): string => `${apiKeyCategory}-${keyId}`;

/** The id of the key that a command creates: the same for the same command. Pure. */
export const apiKeyIdFor = (commandId: string): string =>
  hash('sha256', `create-api-key ${commandId}`, 'hex').slice(0, 16);

export const apiKeyCodec: EventCodec<ApiKeyEvent> = createCodec<ApiKeyEvent>([
  {
    type: 'ApiKeyCreated',
    schemaVersion: 1,
    parse: (data) => apiKeyEventSchemas.ApiKeyCreated.parse(data),
  },
  {
    type: 'ApiKeyRevoked',
    schemaVersion: 1,
    parse: (data) => apiKeyEventSchemas.ApiKeyRevoked.parse(data),
  },
]);

/** The key after an event. Pure. */
export const evolveApiKey = (
  key: ApiKey | undefined,
  { type, data, metadata }: FoldedEvent<ApiKeyEvent>,
): ApiKey | undefined => {
  const { actor, recordedAt } = metadata;
  if (type === 'ApiKeyCreated')
    return { ...data, createdAt: recordedAt, createdBy: actor, revokedAt: null, revokedBy: null };
  return key && { ...key, revokedAt: recordedAt, revokedBy: actor };
};

/** Decides a command on a key. Pure. A key is created once, under an id of its own, and revoking what is revoked changes nothing. */
export const decideApiKey = (
  command: ApiKeyCommand,
  key: ApiKey | undefined,
): { readonly events: readonly ApiKeyEvent[] } | { readonly refusal: 'unknown' | 'exists' } => {
  if (command.type === 'CreateApiKey')
    return key ? { refusal: 'exists' } : { events: [{ type: 'ApiKeyCreated', data: command.data }] };
  if (!key) return { refusal: 'unknown' };
  return { events: key.revokedAt === null ? [{ type: 'ApiKeyRevoked', data: {} }] : [] };
};

/**
 * The hash kept of a secret. Pure. One round of SHA-256 is enough here: the secret is 256 random bits, so there is no
 * dictionary to try and a slow hash would only slow our own door.
 */
export const secretHashOf = (secret: string): string => hash('sha256', secret, 'hex');

/** Whether a secret is the key's, compared in constant time. Pure. */
export const isSecretOf = ({ secretHash }: ApiKey, secret: string): boolean =>
  timingSafeEqual(Buffer.from(secretHash, 'hex'), hash('sha256', secret, 'buffer'));
