import { opaqueIdSchema } from '@caselog/ticket';
import { z } from 'zod';
import { refuse, type RegisterDecision, type Tagged } from './register.ts';

const editionSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an edition of the policy, such as "premium"');
const administrator = z.strictObject({ personId: opaqueIdSchema });

export const customerEventSchemas = {
  CustomerRegistered: z.strictObject({ edition: editionSchema }),
  CustomerEditionChanged: z.strictObject({ edition: editionSchema }),
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
  AddAdministrator: administrator,
  RemoveAdministrator: administrator,
} as const;
export type CustomerCommand = Tagged<typeof customerCommandSchemas>;

/** A customer: what edition it pays for, and who may ask on its behalf. People are random ids. */
export interface Customer {
  readonly edition: string;
  readonly administrators: readonly string[];
}

/** The stream of a customer. Pure. */
export const customerStream = (customerId: string): string => `customer-${customerId}`;

/** The customer after an event. Pure. */
export const evolveCustomer = (customer: Customer | undefined, event: CustomerEvent): Customer => {
  const { edition, administrators } = customer ?? { edition: '', administrators: [] };
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerEditionChanged':
      return { edition: event.data.edition, administrators };
    case 'AdministratorAdded':
      return { edition, administrators: [...administrators, event.data.personId] };
    case 'AdministratorRemoved':
      return { edition, administrators: administrators.filter((id) => id !== event.data.personId) };
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
