import {
  commandSchemas,
  commandTypes,
  instantSchema,
  opaqueIdSchema,
  ticketIdSchema,
  type CommandData,
  type CommandType,
} from '@caselog/ticket';
import { z } from 'zod';
import { commandTypeSchema, lifecycleSchema } from './problem.ts';

export const commandIdSchema = opaqueIdSchema.meta({
  description: 'The id of the command, chosen by the caller. The same id again returns the first outcome.',
});
export const occurredAtSchema = instantSchema
  .optional()
  .meta({ description: 'When it happened, if not just now: UTC, with milliseconds.' });

export const expectedRevisionSchema = z
  .int()
  .nonnegative()
  .optional()
  .meta({ description: 'The revision the caller saw. What has moved on since answers 409.' });

export const openTicketRequestSchema = z
  .strictObject({
    commandId: commandIdSchema,
    /** A requester opens as itself, for its own customer: both may be left out then. */
    data: commandSchemas.OpenTicket.partial({ requesterId: true }),
    occurredAt: occurredAtSchema,
  })
  .meta({ id: 'OpenTicketRequest' });
export type OpenTicketRequest = z.input<typeof openTicketRequestSchema>;

/** Commands on a ticket that exists; openings have a route of their own. */
export type TicketCommandType = Exclude<CommandType, 'OpenTicket' | 'OpenFromLog'>;
export const ticketCommandTypes = commandTypes.filter(
  (type): type is TicketCommandType => type !== 'OpenTicket' && type !== 'OpenFromLog',
);

const requestOf = (type: TicketCommandType) =>
  z.strictObject({
    commandId: commandIdSchema,
    type: z.literal(type),
    data: commandSchemas[type],
    expectedRevision: expectedRevisionSchema,
    occurredAt: occurredAtSchema,
  });

/** What `POST /tickets/{ticketId}/commands` takes, told apart by `type`. */
export type SendCommandRequest = {
  [Type in TicketCommandType]: {
    readonly commandId: string;
    readonly type: Type;
    readonly data: z.input<(typeof commandSchemas)[Type]>;
    readonly expectedRevision?: number;
    readonly occurredAt?: string;
  };
}[TicketCommandType];

/** The same after parsing: defaults filled in. */
export type ParsedCommandRequest = {
  [Type in TicketCommandType]: {
    readonly commandId: string;
    readonly type: Type;
    readonly data: CommandData<Type>;
    readonly expectedRevision?: number | undefined;
    readonly occurredAt?: string | undefined;
  };
}[TicketCommandType];

const variants = ticketCommandTypes.map(requestOf);
export const sendCommandRequestSchema = z
  .discriminatedUnion('type', variants as [(typeof variants)[number], ...typeof variants], {
    error: ({ code }) =>
      code === 'invalid_union' ? `must be one of ${ticketCommandTypes.join(', ')}` : undefined,
  })
  .meta({ id: 'SendCommandRequest' }) as unknown as z.ZodType<ParsedCommandRequest, SendCommandRequest>;

export const commandAnswerSchema = z
  .object({
    ticketId: ticketIdSchema,
    revision: z.int(),
    position: z.int().meta({ description: 'A read with `waitFor` set to it shows what this command did.' }),
    events: z.array(z.string()).meta({ description: 'Types of the events the command became, in order.' }),
    lifecycle: lifecycleSchema,
    allowed: z.array(commandTypeSchema).meta({ description: 'The commands the ticket takes now.' }),
    repeated: z.boolean().meta({ description: 'This id was taken before; nothing was added.' }),
  })
  .meta({ id: 'CommandAnswer' });
export type CommandAnswer = z.infer<typeof commandAnswerSchema>;
