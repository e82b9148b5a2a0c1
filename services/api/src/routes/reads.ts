import { routes, type TicketResponse } from '@caselog/api-contract';
import { readsWhole, type Principal } from '@caselog/access-control';
import { withheld } from '@caselog/ticket';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { toPastView, type Moment } from '../past-view.ts';
import { seenTicket, type SeenTicket } from '../permission.ts';
import { MalformedRequestError } from '../problems/errors.ts';
import { toTicketView } from '../views.ts';
import { tooEarly, visible } from '../visible.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { ticket, tickets, queue, queueFacets, flow } = routes;

/** Subjects are words about people: an analyst reads them not. Pure. */
const shownRows = <Row extends { readonly subject: string | null }>(
  rows: readonly Row[],
  reader: Principal,
): Row[] =>
  readsWhole(reader) ? [...rows] : rows.map((row) => ({ ...row, subject: row.subject && withheld }));

/** @throws MalformedRequestError for an instant that lies ahead, and for one at which there was nothing to show. */
const asItWas = (seen: SeenTicket, moment: Moment, reader: Principal, nowMs: number): TicketResponse => {
  const refuse = (message: string) => new MalformedRequestError([{ in: 'query', pointer: '/at', message }]);
  if (Date.parse(moment.at) > nowMs) throw refuse('must not lie ahead');
  const view = toPastView(seen, moment, reader);
  if (view) return view;
  const begun = seen.access.reading === 'referral' ? 'referred to you' : 'opened';
  throw refuse(`must not lie before the ticket was ${begun}`);
};

const ticketRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: ticket.method,
    url: ticket.url,
    config: guarded(ticket),
    schema: {
      ...described('ticket', ticket),
      params: ticket.params,
      querystring: ticket.querystring,
      response: { 200: ticket.response, ...problemResponses(ticket.problems) },
    },
    handler: async (request, reply) => {
      const { waitFor, at, by } = request.query;
      if (at === undefined && by !== undefined)
        throw new MalformedRequestError([{ in: 'query', pointer: '/by', message: 'needs an instant, `at`' }]);
      // A ticket is read from the ledger itself, so only a position of another ledger can be missing.
      const head = waitFor === undefined ? undefined : await context.events.head();
      if (waitFor !== undefined && head !== undefined && head < waitFor) throw tooEarly(waitFor, head);
      const principal = principalOf(request);
      const seen = await seenTicket(context, principal, request.params.ticketId.toLowerCase());
      if (at === undefined) return reply.send(toTicketView(seen, principal));
      const moment: Moment = { at, by: by ?? 'occurredAt' };
      return reply.send(asItWas(seen, moment, principal, context.env.now()));
    },
  });
};

const listRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: tickets.method,
    url: tickets.url,
    config: guarded(tickets),
    schema: {
      ...described('tickets', tickets),
      querystring: tickets.querystring,
      response: { 200: tickets.response, ...problemResponses(tickets.problems) },
    },
    handler: async (request, reply) => {
      await visible(context, 'ticket', request.query.waitFor);
      const found = await context.reads.tickets(request.query);
      return reply.send({ ...found, rows: shownRows(found.rows, principalOf(request)) });
    },
  });
};

const queueRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: queue.method,
    url: queue.url,
    config: guarded(queue),
    schema: {
      ...described('queue', queue),
      querystring: queue.querystring,
      response: { 200: queue.response, ...problemResponses(queue.problems) },
    },
    handler: async (request, reply) => {
      await visible(context, 'queue', request.query.waitFor);
      const found = await context.reads.queue(request.query);
      return reply.send({ ...found, rows: shownRows(found.rows, principalOf(request)) });
    },
  });
};

const facetsRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: queueFacets.method,
    url: queueFacets.url,
    config: guarded(queueFacets),
    schema: {
      ...described('queueFacets', queueFacets),
      response: { 200: queueFacets.response, ...problemResponses(queueFacets.problems) },
    },
    handler: async (_, reply) => reply.send(await context.reads.queueFacets()),
  });
};

const flowRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: flow.method,
    url: flow.url,
    config: guarded(flow),
    schema: {
      ...described('flow', flow),
      querystring: flow.querystring,
      response: { 200: flow.response, ...problemResponses(flow.problems) },
    },
    handler: async (request, reply) => {
      await visible(context, 'flow', request.query.waitFor);
      return reply.send(await context.reads.flow());
    },
  });
};

/** `GET /tickets/{ticketId}`, `GET /tickets`, `GET /queue`, `GET /flow`. */
export const readRoutes = (app: ApiServer, context: ApiContext): void => {
  ticketRoute(app, context);
  listRoute(app, context);
  queueRoute(app, context);
  facetsRoute(app, context);
  flowRoute(app, context);
};
