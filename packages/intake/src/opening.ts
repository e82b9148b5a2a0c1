import { hasGiven, rolesEverywhere, ticketAccess, type Principal } from '@caselog/access-control';
import { mayCommand, type openTicketRequestSchema } from '@caselog/api-contract';
import { ticketIdFor } from '@caselog/helpdesk';
import type { CommandData } from '@caselog/ticket';
import type { z } from 'zod';
import type { IntakeContext } from './context.ts';
import { commandIdTaken, refuse, type Asked } from './permission.ts';
import { MalformedRequestError } from './problems/errors.ts';

type Request = z.output<typeof openTicketRequestSchema>;
type Opening = CommandData<'OpenTicket'>;

/** The channels people ask through. Services and partners bring tickets in by others, which no entitlement looks at. */
const peoplesChannels: ReadonlySet<string> = new Set(['phone', 'chat', 'email']);

const askedFor = ({ commandId, data, occurredAt }: Request): Asked => ({
  commandId,
  type: 'OpenTicket',
  data,
  occurredAt,
});

/** Why a requester may not open this, undefined when it may. Pure. */
const faultOf = ({ id, customerId }: Principal, { data, occurredAt }: Request): string | undefined => {
  if (customerId === undefined) return 'a requester opens tickets for its customer, and none is known';
  if ((data.requesterId ?? id) !== id) return 'a requester opens tickets as itself';
  if ((data.customerId ?? customerId) !== customerId) return 'a requester opens tickets for its own customer';
  if (!peoplesChannels.has(data.channel)) return `a requester does not open tickets by ${data.channel}`;
  return occurredAt === undefined ? undefined : 'only the desk may say when something happened';
};

/** An id that opened somebody else's ticket must not show it. @throws ProblemError */
const assertOwnId = async (
  { helpdesk, requesterSees }: IntakeContext,
  principal: Principal,
  commandId: string,
): Promise<void> => {
  const known = await helpdesk.load(ticketIdFor(commandId));
  if (!known || ticketAccess(principal, known, requesterSees) || hasGiven(principal, commandId, known))
    return;
  throw commandIdTaken();
};

/**
 * An opening with its requester and customer: a requester opens as itself, for its own customer; the desk names the requester.
 * @throws ProblemError for who may not open it, which is recorded, and for an opening that names nobody.
 */
export const openingOf = async (
  context: IntakeContext,
  principal: Principal,
  request: Request,
): Promise<Opening> => {
  const { data, commandId } = request;
  const no = (message: string) => refuse(context, principal, askedFor(request), null, message);
  if (!mayCommand(principal.roles, 'OpenTicket'))
    return no(`OpenTicket is not for the role ${principal.roles.join(', ')}`);
  const { requesterId } = data;
  const isDesk = mayCommand(rolesEverywhere(principal), 'OpenTicket');
  if (isDesk && requesterId !== undefined) return { ...data, requesterId };
  if (!principal.roles.includes('requester'))
    throw new MalformedRequestError([
      { in: 'body', pointer: '/data/requesterId', message: 'is needed: who asks?' },
    ]);
  const fault = faultOf(principal, request);
  if (fault !== undefined) return no(fault);
  await assertOwnId(context, principal, commandId);
  const { id, customerId } = principal;
  return { ...data, requesterId: id, ...(customerId !== undefined && { customerId }) };
};
