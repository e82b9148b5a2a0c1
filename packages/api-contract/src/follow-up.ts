import { commandSchemas } from '@caselog/ticket';
import { z } from 'zod';
import { commandIdSchema } from './commands.ts';

/** What is asked anew; who asks, and for which customer, is that of the ticket it follows. */
export const followUpRequestSchema = z
  .strictObject({
    commandId: commandIdSchema,
    data: commandSchemas.OpenTicket.omit({ requesterId: true, customerId: true }).extend({
      language: commandSchemas.OpenTicket.shape.language.unwrap().optional(),
    }),
  })
  .meta({ id: 'FollowUpRequest' });
export type FollowUpRequest = z.input<typeof followUpRequestSchema>;
