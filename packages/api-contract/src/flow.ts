import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { waitForSchema } from './reads.ts';

export const flowQuerySchema = z.strictObject({ waitFor: waitForSchema });

export const flowResponseSchema = z
  .object({
    /** All seven, in the chart's order. */
    states: z.array(
      z.object({
        state: lifecycleSchema,
        count: z.int().meta({ description: 'Tickets that stand in it now.' }),
        totalMs: z
          .number()
          .meta({ description: 'How long tickets stayed in it, over all stays that ended.' }),
      }),
    ),
    /** Those that were walked, in the chart's order. */
    edges: z.array(
      z.object({
        from: lifecycleSchema,
        to: lifecycleSchema,
        count: z.int(),
        inferred: z.int().meta({ description: 'How many of them no source recorded.' }),
        meanMs: z.number().meta({ description: 'How long tickets had stayed in `from`.' }),
        maxMs: z.number(),
      }),
    ),
    position: z.int().meta({ description: 'The figures are true for this position of the ledger.' }),
  })
  .meta({ id: 'Flow' });
export type FlowResponse = z.infer<typeof flowResponseSchema>;
