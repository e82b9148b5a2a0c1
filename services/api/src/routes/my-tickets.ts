import type { Principal, RequesterSees } from '@caselog/access-control';
import { routes, type MyTicketsResponse, type TicketResponse } from '@caselog/api-contract';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { seenTicket } from '../permission.ts';
import type { SomebodysRow, WhoseTickets } from '../reads.ts';
import { toTicketView } from '../views.ts';
import { visible } from '../visible.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { myTickets } = routes;
type Row = MyTicketsResponse['rows'][number];

const rowsDefault = 20;

/** Which tickets of the read model are this caller's: the same that access control shows it one by one. Pure. */
const whoseTickets = (
  { id, roles, customerId, partnerId }: Principal,
  sees: RequesterSees = 'own',
): WhoseTickets | undefined => {
  if (roles.includes('requester') && sees === 'customer')
    return customerId === undefined ? undefined : { kind: 'customer', customerId };
  if (roles.includes('requester'))
    return { kind: 'requester', requesterId: id, customerId: customerId ?? null };
  return partnerId === undefined ? undefined : { kind: 'partner', partnerId };
};

/** What a partner is told of a ticket: how its own legs left it. */
const partnersRow = (
  { ticketId }: SomebodysRow,
  { state, history, revision, position }: TicketResponse,
): Row => ({
  ticketId,
  subject: null,
  lifecycle: state.lifecycle,
  priority: state.priority,
  language: state.language,
  openedAt: history[0]?.occurredAt ?? state.openedAt,
  updatedAt: history.at(-1)?.occurredAt ?? state.openedAt,
  resolvedAt: state.resolvedAt,
  openItems: state.openItems,
  revision,
  position,
});

/** `GET /my/tickets`. */
export const myTicketRoutes = (app: ApiServer, context: ApiContext): void => {
  const rowFor = async (row: SomebodysRow, principal: Principal, whose: WhoseTickets): Promise<Row> =>
    whose.kind === 'partner'
      ? partnersRow(row, toTicketView(await seenTicket(context, principal, row.ticketId), principal))
      : row;
  app.route({
    method: myTickets.method,
    url: myTickets.url,
    config: guarded(myTickets),
    schema: {
      ...described('myTickets', myTickets),
      querystring: myTickets.querystring,
      response: { 200: myTickets.response, ...problemResponses(myTickets.problems) },
    },
    handler: async (request, reply) => {
      const { limit = rowsDefault, before, waitFor } = request.query;
      await visible(context, 'ticket', waitFor);
      const principal = principalOf(request);
      const whose = whoseTickets(principal, context.requesterSees);
      if (!whose) return reply.send({ rows: [], next: null, position: 0 });
      const page = { limit, ...(before !== undefined && { before }) };
      const { rows, next, position } = await context.reads.ticketsOf(whose, page);
      const shown = await Promise.all(rows.map((row) => rowFor(row, principal, whose)));
      return reply.send({ rows: shown, next, position });
    },
  });
};
