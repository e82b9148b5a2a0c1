import { z } from 'zod';

export const healthResponseSchema = z.object({ status: z.literal('alive') }).meta({ id: 'Health' });

export const readyResponseSchema = z
  .object({
    status: z.enum(['ready', 'behind']),
    /** Last position of the ledger. */
    head: z.int(),
    /** By read model: where it stands, and how many positions it lies behind. */
    readModels: z.record(z.string(), z.object({ position: z.int(), lag: z.int() })),
  })
  .meta({ id: 'Readiness' });
export type ReadyResponse = z.infer<typeof readyResponseSchema>;
