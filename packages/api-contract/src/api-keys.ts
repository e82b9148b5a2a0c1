import { instantSchema, opaqueIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { roleSchema } from './access.ts';
import { commandIdSchema } from './commands.ts';

const labelSchema = opaqueIdSchema.meta({
  description: 'What the key is for: a program’s name, never a person’s.',
});

export const createApiKeyRequestSchema = z
  .strictObject({
    commandId: commandIdSchema,
    label: labelSchema,
    roles: z.array(roleSchema).nonempty(),
    customerId: opaqueIdSchema.optional(),
    partnerId: opaqueIdSchema.optional(),
    expiresAt: instantSchema.optional(),
  })
  .refine(({ roles, customerId }) => !roles.includes('requester') || customerId !== undefined, {
    path: ['customerId'],
    message: 'a requester’s key needs its customer',
  })
  .refine(({ roles, partnerId }) => !roles.includes('partner') || partnerId !== undefined, {
    path: ['partnerId'],
    message: 'a partner’s key needs its partner',
  })
  .meta({ id: 'CreateApiKeyRequest' });
export type CreateApiKeyRequest = z.input<typeof createApiKeyRequestSchema>;

const keyIdSchema = z.string().regex(/^[0-9a-f]{16}$/, 'the id of a key: sixteen hexadecimal digits');

export const apiKeySchema = z
  .object({
    keyId: keyIdSchema,
    label: labelSchema,
    roles: z.array(roleSchema),
    customerId: opaqueIdSchema.nullable(),
    partnerId: opaqueIdSchema.nullable(),
    createdAt: instantSchema,
    createdBy: z.string(),
    expiresAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
    revokedBy: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export const createApiKeyAnswerSchema = apiKeySchema
  .extend({
    credential: z.string().nullable().meta({
      description: 'The bearer token of the key. It is told once: null when the command is a repeat.',
    }),
    repeated: z.boolean(),
  })
  .meta({ id: 'CreatedApiKey' });
export type CreateApiKeyAnswer = z.infer<typeof createApiKeyAnswerSchema>;

export const apiKeysResponseSchema = z
  .object({
    keys: z.array(apiKeySchema).meta({ description: 'Also those revoked, in the order of their creation.' }),
  })
  .meta({ id: 'ApiKeys' });
export type ApiKeysResponse = z.infer<typeof apiKeysResponseSchema>;

export const apiKeyPathSchema = z.object({ keyId: keyIdSchema });
