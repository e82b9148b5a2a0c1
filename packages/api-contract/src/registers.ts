import {
  customerCommandSchemas,
  outageCommandSchemas,
  partnerCommandSchemas,
  type CustomerCommand,
  type OutageCommand,
  type PartnerCommand,
} from '@caselog/registers';
import { instantSchema, languageSchema, opaqueIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { commandIdSchema, expectedRevisionSchema, occurredAtSchema } from './commands.ts';

type Schemas = Readonly<Record<string, z.ZodType>>;

/** What a route for commands on one kind of entry takes, told apart by `type`. */
export type RegisterRequest<Map extends Schemas> = {
  [Type in keyof Map & string]: {
    readonly commandId: string;
    readonly type: Type;
    readonly data: z.input<Map[Type]>;
    readonly expectedRevision?: number;
    readonly occurredAt?: string;
  };
}[keyof Map & string];

/** The same after parsing. */
export type ParsedRegisterRequest<Command> = Command & {
  readonly commandId: string;
  readonly expectedRevision?: number | undefined;
  readonly occurredAt?: string | undefined;
};

/** The request schema of a route for commands on one kind of entry. */
export const requestSchema = <Command, Map extends Schemas>(schemas: Map, id: string) => {
  const types = Object.keys(schemas);
  const variants = types.map((type) =>
    z.strictObject({
      commandId: commandIdSchema,
      type: z.literal(type),
      data: schemas[type]!,
      expectedRevision: expectedRevisionSchema,
      occurredAt: occurredAtSchema,
    }),
  );
  return z
    .discriminatedUnion('type', variants as [(typeof variants)[number], ...typeof variants], {
      error: ({ code }) => (code === 'invalid_union' ? `must be one of ${types.join(', ')}` : undefined),
    })
    .meta({ id }) as unknown as z.ZodType<ParsedRegisterRequest<Command>, RegisterRequest<Map>>;
};

export const customerRequestSchema = requestSchema<CustomerCommand, typeof customerCommandSchemas>(
  customerCommandSchemas,
  'CustomerRequest',
);
export const outageRequestSchema = requestSchema<OutageCommand, typeof outageCommandSchemas>(
  outageCommandSchemas,
  'OutageRequest',
);
export const partnerRequestSchema = requestSchema<PartnerCommand, typeof partnerCommandSchemas>(
  partnerCommandSchemas,
  'PartnerRequest',
);
export type CustomerRequest = z.input<typeof customerRequestSchema>;
export type OutageRequest = z.input<typeof outageRequestSchema>;
export type PartnerRequest = z.input<typeof partnerRequestSchema>;

export const customerCommandTypes = Object.keys(customerCommandSchemas) as readonly CustomerCommand['type'][];
export const outageCommandTypes = Object.keys(outageCommandSchemas) as readonly OutageCommand['type'][];
export const partnerCommandTypes = Object.keys(partnerCommandSchemas) as readonly PartnerCommand['type'][];

export const customerPathSchema = z.object({ customerId: opaqueIdSchema });
export const outagePathSchema = z.object({ outageId: opaqueIdSchema });
export const partnerPathSchema = z.object({ partnerId: opaqueIdSchema });

/** What a command on an entry is answered with. */
export const registerAnswerSchema = z
  .object({
    id: opaqueIdSchema,
    revision: z.int(),
    position: z.int(),
    events: z.array(z.string()).meta({ description: 'Empty when it was so already.' }),
    repeated: z.boolean(),
  })
  .meta({ id: 'RegisterAnswer' });
export type RegisterAnswer = z.infer<typeof registerAnswerSchema>;

export const customerResponseSchema = z
  .object({
    customerId: opaqueIdSchema,
    edition: z.string(),
    administrators: z.array(opaqueIdSchema),
    language: languageSchema.nullable(),
    zone: z.string().nullable().meta({ description: 'Its IANA time zone.' }),
  })
  .meta({ id: 'Customer' });
export type CustomerResponse = z.infer<typeof customerResponseSchema>;

export const outageResponseSchema = z
  .object({
    outageId: opaqueIdSchema,
    title: z.string(),
    affects: z.array(z.string()),
    status: z.enum(['open', 'resolved']),
    lastWord: z.string(),
    announcedAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Outage' });
export type OutageResponse = z.infer<typeof outageResponseSchema>;

export const outagesResponseSchema = z
  .object({ outages: z.array(outageResponseSchema).meta({ description: 'Open ones, the latest first.' }) })
  .meta({ id: 'Outages' });
export type OutagesResponse = z.infer<typeof outagesResponseSchema>;

const agreementSchema = z.object({
  reference: z.string(),
  validFrom: instantSchema,
  validUntil: instantSchema,
});

export const partnerResponseSchema = z
  .object({
    partnerId: opaqueIdSchema,
    name: z.string(),
    languages: z.array(languageSchema),
    regions: z.array(z.string()),
    agreements: z.array(agreementSchema),
    inForce: agreementSchema
      .nullable()
      .meta({ description: 'The agreement under which tickets may be referred now.' }),
  })
  .meta({ id: 'Partner' });
export type PartnerResponse = z.infer<typeof partnerResponseSchema>;
