import { routes } from '@caselog/api-contract';
import { readsWhole, type Principal } from '@caselog/access-control';
import { withheld } from '@caselog/ticket';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { seenTicket } from '../permission.ts';
import { ProblemError } from '../problems/errors.ts';
import type { ReadModel } from '../reads.ts';
import { toTicketView } from '../views.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { ticket, tickets, queue, flow } = routes;

const tooEarly = (wanted: number, position: number): ProblemError =>
  new ProblemError('not-visible-yet', {
    detail: `position ${wanted} was waited for; ${position} is reached`,
    position,
    retryAfterS: 1,
  });

/** Returns once the read model shows `position`. @throws ProblemError when it takes too long. */
const visible = async (
  context: ApiContext,
  model: ReadModel,
  position: number | undefined,
): Promise<void> => {
  if (position === undefined) return;
  const { reads, limits, closing } = context;
  const reached = await reads.waitFor(model, position, limits.waitMsMax, closing);
  if (reached < position) throw tooEarly(position, reached);
};

/** Subjects are words about people: an analyst reads them not. Pure. */
const shownRows = <Row extends { readonly subject: string | null }>(
  rows: readonly Row[],
  reader: Principal,
): Row[] =>
  readsWhole(reader) ? [...rows] : rows.map((row) => ({ ...row, subject: row.subject && withheld }));

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
      const { waitFor } = request.query;
      // A ticket is read from the ledger itself, so only a position of another ledger can be missing.
      const head = waitFor === undefined ? undefined : await context.events.head();
      if (waitFor !== undefined && head !== undefined && head < waitFor) throw tooEarly(waitFor, head);
      const principal = principalOf(request);
      const seen = await seenTicket(context, principal, request.params.ticketId.toLowerCase());
      return reply.send(toTicketView(seen, principal));
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
  flowRoute(app, context);
};
