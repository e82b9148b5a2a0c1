import { z } from 'zod';
import { opaqueIdSchema, ticketIdSchema } from './ids.ts';
import { personalText } from './pii.ts';

const text = () => personalText(10_000);

/** How a ticket ends: ten kinds, each with what it must carry. Source: domain, "How it ends". */
export const outcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('solved'), whatWasDone: text() }),
  z.strictObject({ kind: z.literal('self-serve'), solution: text() }),
  z.strictObject({ kind: z.literal('answered'), answer: text() }),
  z.strictObject({ kind: z.literal('missing-feature'), ideaReference: opaqueIdSchema.optional() }),
  z.strictObject({ kind: z.literal('not-reproduced'), recommendations: text() }),
  z.strictObject({ kind: z.literal('third-party-problem'), contact: text() }),
  z.strictObject({ kind: z.literal('not-resolvable'), why: text(), notSupported: z.boolean().optional() }),
  z.strictObject({
    kind: z.literal('known-outage-resolved'),
    outageId: opaqueIdSchema,
    serviceCredit: z.enum(['requested', 'not-requested']),
    incidentReport: z.enum(['requested', 'not-requested']),
  }),
  z.strictObject({
    kind: z.literal('no-reply'),
    silentBusinessDays: z.number().int().nonnegative().optional(),
  }),
  z.strictObject({ kind: z.literal('duplicate'), of: ticketIdSchema }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;
export type OutcomeKind = Outcome['kind'];

export const outcomeKinds: readonly OutcomeKind[] = outcomeSchema.options.map(
  (option) => option.shape.kind.value,
);
