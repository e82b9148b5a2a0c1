import { impactSchema, prioritySchema } from '@caselog/ticket';
import { z } from 'zod';
import { ticketPreviewSchema } from './help.ts';
import { checkPolicyAnswerSchema, policyDocumentSchema } from './policy.ts';

const versionSchema = z.string().min(1).max(100);

export const policyDifferencesQuerySchema = z.strictObject({ from: versionSchema, to: versionSchema });

export const policyDifferenceSchema = z
  .object({
    kind: z.enum(['added', 'removed', 'changed']),
    pointer: z.string().meta({
      description:
        'The place as a JSON pointer (RFC 6901): in the later document, of what was removed in the earlier.',
    }),
    /** What the place is called by those who read it: entries by their id instead of their number. */
    path: z.array(z.string()),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: 'PolicyDifference' });
export type PolicyDifference = z.infer<typeof policyDifferenceSchema>;

export const policyDifferencesResponseSchema = z
  .object({ from: versionSchema, to: versionSchema, differences: z.array(policyDifferenceSchema) })
  .meta({ id: 'PolicyDifferences' });
export type PolicyDifferencesResponse = z.infer<typeof policyDifferencesResponseSchema>;

export const policySchemaResponseSchema = z
  .object({
    schema: z.record(z.string(), z.unknown()).meta({
      description: 'JSON Schema (2020-12) of a policy document: what an editor makes its form from.',
    }),
  })
  .meta({ id: 'PolicySchema' });
export type PolicySchemaResponse = z.infer<typeof policySchemaResponseSchema>;

export const previewPolicyRequestSchema = z
  .strictObject({ document: policyDocumentSchema })
  .meta({ id: 'PreviewPolicyRequest' });
export type PreviewPolicyRequest = z.input<typeof previewPolicyRequestSchema>;

const promiseSchema = ticketPreviewSchema.pick({ priority: true, targets: true });

/** What a draft would change: promises by stated impact, and tickets that are open now. */
export const policyPreviewSchema = checkPolicyAnswerSchema
  .extend({
    differences: z
      .array(policyDifferenceSchema)
      .meta({ description: 'From the policy in force to the draft.' }),
    promises: z
      .array(
        z.object({ impact: impactSchema, isChanged: z.boolean(), now: promiseSchema, draft: promiseSchema }),
      )
      .meta({ description: 'For every impact that can be stated; empty while the draft has faults.' }),
    openTickets: z
      .object({
        total: z.int(),
        otherTargets: z.int().meta({
          description:
            'Those whose priority has other hours or targets in the draft. They keep what they were promised.',
        }),
        byPriority: z.array(z.object({ priority: prioritySchema, open: z.int(), isChanged: z.boolean() })),
      })
      .nullable(),
  })
  .meta({ id: 'PolicyPreview' });
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;
