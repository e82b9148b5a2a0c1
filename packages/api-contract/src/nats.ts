import {
  customerCommandSchemas,
  outageCommandSchemas,
  partnerCommandSchemas,
  type CustomerCommand,
  type OutageCommand,
  type PartnerCommand,
} from '@caselog/registers';
import { commandSchemas, opaqueIdSchema, ticketIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { commandRoles, otherCommandRoles, type Role } from './access.ts';
import {
  commandAnswerSchema,
  commandIdSchema,
  expectedRevisionSchema,
  occurredAtSchema,
  openTicketRequestSchema,
  ticketCommandTypes,
  type CommandAnswer,
  type OpenTicketRequest,
  type SendCommandRequest,
  type TicketCommandType,
} from './commands.ts';
import { followUpRequestSchema, type FollowUpRequest } from './follow-up.ts';
import {
  customerCommandTypes,
  outageCommandTypes,
  partnerCommandTypes,
  registerAnswerSchema,
  type CustomerRequest,
  type OutageRequest,
  type PartnerRequest,
  type RegisterAnswer,
} from './registers.ts';

/** The NATS micro service that takes commands, as `$SRV.PING|INFO|STATS` name it. */
export const intakeService = {
  name: 'caselog-intake',
  queue: 'caselog-intake',
  prefix: 'caselog.command',
  version: '1.0.0',
  /** Carries `Bearer` and a token or an API key, as over HTTP (RFC 6750). */
  authorizationHeader: 'Authorization',
} as const;

/** Where a command is taken over NATS. Pure. */
export const commandSubject = (type: NatsCommandType): string => `${intakeService.prefix}.${type}`;

type RegisterCommandType = (CustomerCommand | OutageCommand | PartnerCommand)['type'];
/** The commands that are taken over NATS. Keys and the policy are an operator's, over HTTP. */
export type NatsCommandType = 'OpenTicket' | 'FollowUpTicket' | TicketCommandType | RegisterCommandType;

type Without<Request, Keys extends PropertyKey> = Request extends unknown ? Omit<Request, Keys> : never;
type OfType<Request extends { readonly type: string }, Type, Id extends string> = Without<
  Extract<Request, { readonly type: Type }>,
  'type'
> & { readonly [Key in Id]: string };

/** What each command's message holds: what the body of its route holds, with the id that stands in the route's path. */
export type NatsRequest<Type extends NatsCommandType> = Type extends 'OpenTicket'
  ? OpenTicketRequest
  : Type extends 'FollowUpTicket'
    ? FollowUpRequest & { readonly ticketId: string }
    : Type extends TicketCommandType
      ? OfType<SendCommandRequest, Type, 'ticketId'>
      : Type extends CustomerCommand['type']
        ? OfType<CustomerRequest, Type, 'customerId'>
        : Type extends OutageCommand['type']
          ? OfType<OutageRequest, Type, 'outageId'>
          : OfType<PartnerRequest, Type, 'partnerId'>;

/** What each command is answered with, unless by a problem. */
export type NatsAnswer<Type extends NatsCommandType> = Type extends RegisterCommandType
  ? RegisterAnswer
  : CommandAnswer;

/** To what a command is given, and where the route has the id. */
export type NatsTarget = 'opening' | 'follow-up' | 'ticket' | 'customer' | 'outage' | 'partner';

interface NatsCommand {
  readonly target: NatsTarget;
  readonly roles: readonly Role[];
  readonly request: z.ZodType;
  readonly answer: typeof commandAnswerSchema | typeof registerAnswerSchema;
}

const bodyOf = (id: object, data: z.ZodType, type: string) =>
  z
    .strictObject({
      ...id,
      commandId: commandIdSchema,
      data,
      expectedRevision: expectedRevisionSchema,
      occurredAt: occurredAtSchema,
    })
    .meta({ id: `${type}Command` });

const ofTicket = (type: TicketCommandType): readonly [NatsCommandType, NatsCommand] => [
  type,
  {
    target: 'ticket',
    roles: commandRoles[type],
    request: bodyOf({ ticketId: ticketIdSchema }, commandSchemas[type], type),
    answer: commandAnswerSchema,
  },
];

const ofEntry =
  (target: 'customer' | 'outage' | 'partner', schemas: Readonly<Record<string, z.ZodType>>) =>
  (type: RegisterCommandType): readonly [NatsCommandType, NatsCommand] => [
    type,
    {
      target,
      roles: otherCommandRoles[type],
      request: bodyOf({ [`${target}Id`]: opaqueIdSchema }, schemas[type]!, type),
      answer: registerAnswerSchema,
    },
  ];

/** Every command that is taken over NATS, in one table: the service serves it, the client and the AsyncAPI document are made from it. */
export const natsCommands = Object.fromEntries<NatsCommand>([
  [
    'OpenTicket',
    {
      target: 'opening',
      roles: commandRoles.OpenTicket,
      request: openTicketRequestSchema,
      answer: commandAnswerSchema,
    },
  ],
  [
    'FollowUpTicket',
    {
      target: 'follow-up',
      roles: commandRoles.OpenTicket,
      request: followUpRequestSchema
        .extend({ ticketId: ticketIdSchema })
        .meta({ id: 'FollowUpTicketCommand' }),
      answer: commandAnswerSchema,
    },
  ],
  ...ticketCommandTypes.map(ofTicket),
  ...customerCommandTypes.map(ofEntry('customer', customerCommandSchemas)),
  ...outageCommandTypes.map(ofEntry('outage', outageCommandSchemas)),
  ...partnerCommandTypes.map(ofEntry('partner', partnerCommandSchemas)),
]) as Readonly<Record<NatsCommandType, NatsCommand>>;
export const natsCommandTypes = Object.keys(natsCommands) as readonly NatsCommandType[];
