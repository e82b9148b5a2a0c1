import { entitlementOf, type Pointer } from '@caselog/policy';
import { agreementAt } from '@caselog/registers';
import type { CommandData } from '@caselog/ticket';
import type { PolicyBook } from './policy-book.ts';
import type { CommandEnvelope } from './port.ts';
import type { Registers } from './registers.ts';

/** Why the desk does not take a command although the statechart would. */
export interface Denial {
  readonly reason: 'not-entitled' | 'channel' | 'partner-agreement' | 'outage' | 'attachment';
  readonly message: string;
  /** Where the caller is helped instead. */
  readonly pointer?: Pointer;
}

/** What a command must pass besides the statechart: entitlement, agreements, known outages. */
export type Gate = (envelope: CommandEnvelope, at: string) => Promise<Denial | undefined>;

/** Files as the gate looks them up: those that were handed in to a ticket, by their digest. */
export interface HandedIn {
  find(
    ticketId: string,
    digest: string,
  ): Promise<{ readonly sizeBytes: number; readonly mediaType: string } | undefined>;
}

interface Surroundings {
  readonly registers: Registers;
  readonly book: PolicyBook;
  /** Without it no files are taken. */
  readonly attachments?: HandedIn;
}

const notEntitled = (message: string, pointer: Pointer): Denial => ({
  reason: 'not-entitled',
  message,
  pointer,
});

/** Source: domain, "Who may ask, and where". A ticket without a customer is the desk's own, by a service or an agent. */
const mayOpen = async (
  { registers, book }: Surroundings,
  { customerId, requesterId, channel }: CommandData<'OpenTicket'>,
): Promise<Denial | undefined> => {
  if (customerId === undefined) return undefined;
  const policy = book.currentPolicy();
  const { unknown } = policy.document.otherCallers;
  const customer = await registers.customers.load(customerId);
  if (!customer) return notEntitled('there is no such customer', unknown);
  if (!customer.administrators.includes(requesterId)) {
    return notEntitled('the requester is no administrator of the customer', unknown);
  }
  const entitlement = entitlementOf(policy, { kind: 'administrator', edition: customer.edition });
  if (!entitlement.entitled) {
    return notEntitled(`the ${customer.edition} edition does not include tickets`, entitlement.pointer);
  }
  // Services and partners bring tickets in by their own ways, for any entitled customer.
  const restricted = channel === 'phone' || channel === 'chat' || channel === 'email';
  if (!restricted || entitlement.channels.includes(channel)) return undefined;
  return { reason: 'channel', message: `the ${customer.edition} edition is not served by ${channel}` };
};

/** Source: domain, "While it is worked": a partner works under the desk's security and privacy terms. */
const mayRefer = async (
  { registers, book }: Surroundings,
  { partnerId }: CommandData<'ReferTicket'>,
  at: string,
): Promise<Denial | undefined> => {
  const partner = await registers.partners.load(partnerId);
  if (!partner) return { reason: 'partner-agreement', message: `there is no partner ${partnerId}` };
  const { agreementRequired } = book.currentPolicy().document.partnerTerms;
  if (!agreementRequired || agreementAt(partner, at)) return undefined;
  return {
    reason: 'partner-agreement',
    message: `the partner ${partnerId} has no data agreement valid at ${at}`,
  };
};

const mayLink = async (
  { registers }: Surroundings,
  { outageId }: CommandData<'LinkOutage'>,
): Promise<Denial | undefined> => {
  const outage = await registers.outages.load(outageId);
  if (!outage) return { reason: 'outage', message: `there is no outage ${outageId}` };
  return outage.status === 'open'
    ? undefined
    : { reason: 'outage', message: `the outage ${outageId} is resolved` };
};

/** A digest is no key: a command names only what was handed in to its own ticket, as it was found to be. */
const maySupply = async (
  { attachments }: Surroundings,
  { files = [] }: CommandData<'SupplyDataItem'>,
  ticketId: string | undefined,
): Promise<Denial | undefined> => {
  for (const { digest, sizeBytes, mediaType } of files) {
    const found = ticketId === undefined ? undefined : await attachments?.find(ticketId, digest);
    if (found?.sizeBytes !== sizeBytes || found.mediaType !== mediaType)
      return { reason: 'attachment', message: `no such file ${digest} was handed in to this ticket` };
  }
  return undefined;
};

/** The desk's gate, over the policy in force and the registers. Not pure: reads the store. */
export const createGate =
  (surroundings: Surroundings): Gate =>
  async ({ command, ticketId }, at) => {
    switch (command.type) {
      case 'OpenTicket':
        return mayOpen(surroundings, command.data);
      case 'ReferTicket':
        return mayRefer(surroundings, command.data, at);
      case 'SupplyDataItem':
        return maySupply(surroundings, command.data, ticketId);
      case 'LinkOutage':
        return mayLink(surroundings, command.data);
      default:
        return undefined;
    }
  };
