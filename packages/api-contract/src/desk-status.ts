import { instantSchema } from '@caselog/ticket';
import { z } from 'zod';

const position = z.int().nonnegative();
const lagMs = z.int().nonnegative().meta({
  description: 'How long the oldest event behind has been waiting, in ms; 0 when none is.',
});

/** How far every reader of the ledger has come. */
export const deskStatusSchema = z
  .object({
    at: instantSchema,
    head: position.meta({ description: 'Last position of the ledger.' }),
    readModels: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        position,
        lag: position.meta({ description: 'Positions behind the ledger.' }),
        lagMs,
        updatedAt: instantSchema.nullable(),
      }),
    ),
    broadcasts: z
      .array(
        z.object({
          name: z.string(),
          position: position.nullable().meta({ description: 'Null when it does not answer.' }),
          lag: position.nullable(),
          lagMs: lagMs.nullable(),
        }),
      )
      .meta({ description: 'Where each relay has come to.' }),
    policyVersion: z.string(),
  })
  .meta({ id: 'DeskStatus' });
export type DeskStatus = z.infer<typeof deskStatusSchema>;
