import { instantSchema } from '@caselog/ticket';
import { z } from 'zod';

const position = z.int().nonnegative();

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
        updatedAt: instantSchema.nullable(),
      }),
    ),
    broadcasts: z
      .array(
        z.object({
          name: z.string(),
          position: position.nullable().meta({ description: 'Null when it does not answer.' }),
          lag: position.nullable(),
        }),
      )
      .meta({ description: 'Where each relay has come to.' }),
    policyVersion: z.string(),
  })
  .meta({ id: 'DeskStatus' });
export type DeskStatus = z.infer<typeof deskStatusSchema>;
