import { instantSchema } from '@caselog/ticket';
import { z } from 'zod';
import { commandIdSchema } from './commands.ts';

export const policyDocumentSchema = z.record(z.string(), z.unknown()).meta({
  description:
    'A whole policy: editions, channels, impact matrix, calendars, hours, targets, silence, survey.',
});

const versionFields = {
  version: z.string().meta({ description: 'What events are stamped with.' }),
  number: z.int().positive(),
  publishedAt: instantSchema,
  publishedBy: z.string(),
  note: z.string().nullable(),
};

export const policyQuerySchema = z.strictObject({
  version: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Which; without it, the one in force.' }),
});

export const policyResponseSchema = z
  .object({ ...versionFields, document: policyDocumentSchema })
  .meta({ id: 'Policy' });
export type PolicyResponse = z.infer<typeof policyResponseSchema>;

export const policyVersionsResponseSchema = z
  .object({ versions: z.array(z.object(versionFields)).meta({ description: 'The latest first.' }) })
  .meta({ id: 'PolicyVersions' });
export type PolicyVersionsResponse = z.infer<typeof policyVersionsResponseSchema>;

export const publishPolicyRequestSchema = z
  .strictObject({
    commandId: commandIdSchema,
    document: policyDocumentSchema,
    note: z.string().min(1).max(1_000).optional(),
    basedOn: z
      .int()
      .nonnegative()
      .optional()
      .meta({ description: 'The number the editor started from. A later one in between answers 409.' }),
  })
  .meta({ id: 'PublishPolicyRequest' });
export type PublishPolicyRequest = z.input<typeof publishPolicyRequestSchema>;

export const publishPolicyAnswerSchema = z
  .object({ version: z.string(), repeated: z.boolean(), position: z.int() })
  .meta({ id: 'PublishPolicyAnswer' });
export type PublishPolicyAnswer = z.infer<typeof publishPolicyAnswerSchema>;

export const checkPolicyRequestSchema = z.strictObject({ document: policyDocumentSchema });
export type CheckPolicyRequest = z.input<typeof checkPolicyRequestSchema>;

export const checkPolicyAnswerSchema = z
  .object({
    valid: z.boolean(),
    faults: z.array(
      z.object({
        pointer: z.string().meta({ description: 'The place in the document as a JSON pointer (RFC 6901).' }),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'CheckPolicyAnswer' });
export type CheckPolicyAnswer = z.infer<typeof checkPolicyAnswerSchema>;
