import { z } from 'zod';
import { ticketPathSchema } from './tickets.ts';

/** The proof of each event: what `caselog check-proof` and anybody else can hold it against. */
export const receiptsResponseSchema = z
  .object({
    receipts: z.array(
      z.object({
        revision: z.int(),
        position: z.int(),
        leafHash: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .meta({
            description: 'Of the stored bytes, as it stands in the signed log: SHA-256, hexadecimal.',
          }),
      }),
    ),
    log: z
      .object({
        origin: z.string().meta({ description: 'The name of the log.' }),
        size: z.int().meta({ description: 'How many events its latest checkpoint signs.' }),
      })
      .nullable()
      .meta({ description: 'Null while nothing is signed.' }),
  })
  .meta({ id: 'Receipts' });
export type ReceiptsResponse = z.infer<typeof receiptsResponseSchema>;

export const proofPathSchema = ticketPathSchema.extend({
  revision: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a revision')
    .transform(Number),
});
