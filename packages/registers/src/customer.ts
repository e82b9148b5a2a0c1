import { languageSchema, opaqueIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { refuse, type RegisterDecision, type Tagged } from './register.ts';

const isZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const editionSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an edition of the policy, such as "premium"');
/** An IANA time zone this runtime knows, such as `Europe/Warsaw`. */
const zoneSchema = z.string().max(64).refine(isZone, { error: 'an IANA time zone such as "Europe/Warsaw"' });
/** In what language and zone a customer is written to, where a ticket does not say; null: not known. */
const locale = z.strictObject({ language: languageSchema.nullable(), zone: zoneSchema.nullable() });
const administrator = z.strictObject({ personId: opaqueIdSchema });

export const customerEventSchemas = {
  CustomerRegistered: z.strictObject({ edition: editionSchema }),
  CustomerEditionChanged: z.strictObject({ edition: editionSchema }),
  CustomerLocaleChanged: locale,
  AdministratorAdded: administrator,
  AdministratorRemoved: administrator,
} as const;
export type CustomerEvent = Tagged<typeof customerEventSchemas>;

export const customerCommandSchemas = {
  RegisterCustomer: z.strictObject({
    edition: editionSchema,
    administrators: z.array(opaqueIdSchema).max(1_000).default([]),
  }),
  ChangeCustomerEdition: z.strictObject({ edition: editionSchema }),
  ChangeCustomerLocale: locale,
  AddAdministrator: administrator,
  RemoveAdministrator: administrator,
} as const;
export type CustomerCommand = Tagged<typeof customerCommandSchemas>;

/** A customer: what edition it pays for, and who may ask on its behalf. People are random ids. */
export interface Customer {
  readonly edition: string;
  readonly administrators: readonly string[];
  /** Null: not known. */
  readonly language: string | null;
  readonly zone: string | null;
}

/** The stream of a customer. Pure. */
export const customerStream = (customerId: string): string => `customer-${customerId}`;

const unknownCustomer: Customer = { edition: '', administrators: [], language: null, zone: null };

/** The customer after an event. Pure. */
export const evolveCustomer = (customer: Customer | undefined, event: CustomerEvent): Customer => {
  const known = customer ?? unknownCustomer;
  const { administrators } = known;
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerEditionChanged':
      return { ...known, edition: event.data.edition };
    case 'CustomerLocaleChanged':
      return { ...known, ...event.data };
    case 'AdministratorAdded':
      return { ...known, administrators: [...administrators, event.data.personId] };
    case 'AdministratorRemoved':
      return { ...known, administrators: administrators.filter((id) => id !== event.data.personId) };
    default:
      return event satisfies never;
  }
};

/** Decides a command on a customer. Pure. What is so already becomes no event. */
export const decideCustomer = (
  command: CustomerCommand,
  customer: Customer | undefined,
): RegisterDecision<CustomerEvent> => {
  if (command.type === 'RegisterCustomer') {
    if (customer) return refuse('already-registered', 'the customer is registered already');
    const { edition, administrators } = command.data;
    return {
      events: [
        { type: 'CustomerRegistered', data: { edition } },
        ...[...new Set(administrators)].map(
          (personId) => ({ type: 'AdministratorAdded', data: { personId } }) as const,
        ),
      ],
    };
  }
  if (!customer) return refuse('unknown', 'there is no such customer');
  switch (command.type) {
    case 'ChangeCustomerEdition':
      if (customer.edition === command.data.edition) return { events: [] };
      return { events: [{ type: 'CustomerEditionChanged', data: command.data }] };
    case 'ChangeCustomerLocale': {
      const { language, zone } = command.data;
      if (customer.language === language && customer.zone === zone) return { events: [] };
      return { events: [{ type: 'CustomerLocaleChanged', data: command.data }] };
    }
    case 'AddAdministrator':
      if (customer.administrators.includes(command.data.personId)) return { events: [] };
      return { events: [{ type: 'AdministratorAdded', data: command.data }] };
    case 'RemoveAdministrator':
      if (!customer.administrators.includes(command.data.personId)) return { events: [] };
      return { events: [{ type: 'AdministratorRemoved', data: command.data }] };
    default:
      return command satisfies never;
  }
};
