import type { LoadedTicket } from '@caselog/helpdesk';
import { UnknownPolicyVersionError } from '@caselog/helpdesk';
import type { Policy } from '@caselog/policy';
import type { EventData } from '@caselog/ticket';
import { governingPolicy } from '@caselog/ticket-clock';
import { negotiate, wordsIn, type Words } from '@caselog/words';
import type { Surroundings } from './options.ts';

/** How a ticket's requester is written to. */
export interface Correspondence {
  readonly words: Words;
  /** Of the requester where it is known, else of the desk. */
  readonly zone: string;
  /** The requester's own zone, where it is known. */
  readonly requesterZone: string | undefined;
  /** The policy that governs the ticket's episode. */
  readonly policy: Policy;
}

/** The opening of a ticket. Pure. */
export const openingOf = ({ history }: LoadedTicket): EventData<'TicketOpened'> =>
  history[0]!.data as EventData<'TicketOpened'>;

const policyOf = async ({ policies }: Surroundings, { state }: LoadedTicket): Promise<Policy> => {
  try {
    return governingPolicy(policies, state);
  } catch (error) {
    if (!(error instanceof UnknownPolicyVersionError)) throw error;
    await policies.refresh();
    return governingPolicy(policies, state);
  }
};

/** In which language and zone a ticket's requester is written to, and under which policy. Not pure: reads the ledger. */
export const correspondenceOf = async (
  surroundings: Surroundings,
  ticket: LoadedTicket,
): Promise<Correspondence> => {
  const { language, customerId, priority } = ticket.state.context;
  const customer = customerId === null ? undefined : await surroundings.registers.customers.load(customerId);
  const policy = await policyOf(surroundings, ticket);
  return {
    words: wordsIn(negotiate(language, customer?.language)),
    zone: customer?.zone ?? policy.calendarFor(priority).zone,
    requesterZone: customer?.zone ?? undefined,
    policy,
  };
};
