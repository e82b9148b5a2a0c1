import { z } from 'zod';
import { anyCommandTypes, roleSchema, type AnyCommandType } from './access.ts';

export const meResponseSchema = z
  .object({
    id: z.string(),
    roles: z.array(roleSchema),
    customerId: z.string().nullable(),
    partnerId: z.string().nullable(),
    routes: z.array(z.string()).meta({ description: 'Routes these roles may use, by their `operationId`.' }),
    commands: z.array(z.enum(anyCommandTypes as [AnyCommandType, ...AnyCommandType[]])).meta({
      description:
        'Commands these roles may give; on a ticket it decides, too, what it is and how it stands.',
    }),
  })
  .meta({ id: 'Me' });
export type MeResponse = z.infer<typeof meResponseSchema>;
