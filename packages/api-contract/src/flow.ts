import { z } from 'zod';
import { lifecycleSchema } from './problem.ts';
import { waitForSchema } from './reads.ts';

export const flowQuerySchema = z.strictObject({ waitFor: waitForSchema });

export const flowResponseSchema = z
  .object({
    position: z.int().meta({ description: 'How far the read model has come.' }),
    tickets: z.int(),
    states: z.array(
      z.object({
        lifecycle: lifecycleSchema,
        tickets: z.int().meta({ description: 'In this state now.' }),
        visits: z.int().meta({ description: 'Stays in this state that are over.' }),
        totalMs: z.number().meta({ description: 'How long those stays took together.' }),
      }),
    ),
    edges: z.array(
      z.object({
        from: lifecycleSchema,
        to: lifecycleSchema,
        count: z.int(),
        totalMs: z.number().meta({ description: 'Time spent in `from` before taking this edge, together.' }),
      }),
    ),
  })
  .meta({ id: 'Flow' });
export type FlowResponse = z.infer<typeof flowResponseSchema>;
