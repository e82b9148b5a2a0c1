import { mayCommand, type Role } from '@caselog/api-contract';
import type { CommandType, TicketState } from '@caselog/ticket';
import type { Principal } from './principal.ts';
import { legsOf, type Leg } from './referral.ts';

/** A ticket's recorded event, as far as access looks at it. */
export interface HistoryEvent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: {
    readonly actor: string;
    readonly commandId: string;
    readonly occurredAt: string;
    readonly policyVersion?: string | undefined;
  };
}

/** A ticket as the ledger has it. */
export interface KnownTicket<Event extends HistoryEvent = HistoryEvent> {
  readonly state: TicketState;
  readonly history: readonly Event[];
}

/** Whose tickets a requester sees: its own, or all of its customer's. */
export type RequesterSees = 'own' | 'customer';

/** What a principal may see of one ticket, and in which of its roles it may act on it. */
export type TicketAccess<Event extends HistoryEvent = HistoryEvent> =
  | { readonly reading: 'whole' | 'requester' | 'without-personal-data'; readonly roles: readonly Role[] }
  | { readonly reading: 'referral'; readonly roles: readonly Role[]; readonly legs: readonly Leg<Event>[] };

/** Roles whose work is with any ticket. */
const deskRoles: readonly Role[] = ['agent', 'specialist', 'lead', 'service'];

/** The roles a principal has on every ticket, whatever it is about. Pure. */
export const rolesEverywhere = ({ roles }: Principal): readonly Role[] =>
  roles.filter((role) => deskRoles.includes(role));

/** Whether somebody reads tickets whole, whatever they are about. Pure. */
export const readsWhole = (principal: Principal): boolean => rolesEverywhere(principal).length > 0;

const isOwn = ({ id, customerId }: Principal, { context }: TicketState, sees: RequesterSees): boolean => {
  // A ticket without a customer is the desk's own, opened for this person; one of another customer never is.
  const isOfCustomer = customerId !== undefined && context.customerId === customerId;
  return sees === 'customer'
    ? isOfCustomer
    : context.requesterId === id && (isOfCustomer || context.customerId === null);
};

const referralsTo = <Event extends HistoryEvent>(
  principal: Principal,
  history: readonly Event[],
): readonly Leg<Event>[] =>
  principal.roles.includes('partner') && principal.partnerId !== undefined
    ? legsOf(history, principal.partnerId)
    : [];

/**
 * What a principal may see of a ticket and do to it; undefined: it is not told that the ticket exists. Pure. Of several
 * roles the one that shows most counts.
 */
export const ticketAccess = <Event extends HistoryEvent>(
  principal: Principal,
  { state, history }: KnownTicket<Event>,
  sees: RequesterSees = 'own',
): TicketAccess<Event> | undefined => {
  const everywhere = rolesEverywhere(principal);
  const owns = principal.roles.includes('requester') && isOwn(principal, state, sees);
  const legs = referralsTo(principal, history);
  const roles: readonly Role[] = [
    ...everywhere,
    ...(owns ? (['requester'] as const) : []),
    ...(legs.at(-1)?.isOpen ? (['partner'] as const) : []),
  ];
  if (everywhere.length > 0) return { reading: 'whole', roles };
  if (owns) return { reading: 'requester', roles };
  if (principal.roles.includes('analyst')) return { reading: 'without-personal-data', roles };
  return legs.length > 0 ? { reading: 'referral', roles, legs } : undefined;
};

/** The commands among `types` that one of the roles may give. Pure. */
export const commandsFor = (roles: readonly Role[], types: readonly CommandType[]): readonly CommandType[] =>
  types.filter((type) => mayCommand(roles, type));

/** Whether this principal has given this command to the ticket already: what was taken once stays taken. Pure. */
export const hasGiven = (
  { id }: Principal,
  commandId: string,
  { history }: Pick<KnownTicket, 'history'>,
): boolean => history.some(({ metadata }) => metadata.commandId === commandId && metadata.actor === id);
