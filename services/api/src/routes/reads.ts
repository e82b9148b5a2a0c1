import { routes } from '@caselog/api-contract';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import type { ReadModel } from '../reads.ts';
import { toTicketView } from '../views.ts';
import { described, problemResponses, type ApiServer } from './server.ts';

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

const ticketRoute = (app: ApiServer, { helpdesk, events }: ApiContext): void => {
  app.route({
    method: ticket.method,
    url: ticket.url,
    schema: {
      ...described('ticket', ticket),
      params: ticket.params,
      querystring: ticket.querystring,
      response: { 200: ticket.response, ...problemResponses(ticket.problems) },
    },
    handler: async (request, reply) => {
      const { waitFor } = request.query;
      // A ticket is read from the ledger itself, so only a position of another ledger can be missing.
      const head = waitFor === undefined ? undefined : await events.head();
      if (waitFor !== undefined && head !== undefined && head < waitFor) throw tooEarly(waitFor, head);
      const ticketId = request.params.ticketId.toLowerCase();
      const loaded = await helpdesk.load(ticketId);
      if (!loaded) throw new ProblemError('no-such-ticket', { detail: `there is no ticket ${ticketId}` });
      return reply.send(toTicketView(loaded));
    },
  });
};

const listRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: tickets.method,
    url: tickets.url,
    schema: {
      ...described('tickets', tickets),
      querystring: tickets.querystring,
      response: { 200: tickets.response, ...problemResponses(tickets.problems) },
    },
    handler: async (request, reply) => {
      await visible(context, 'ticket', request.query.waitFor);
      return reply.send(await context.reads.tickets(request.query));
    },
  });
};

const queueRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: queue.method,
    url: queue.url,
    schema: {
      ...described('queue', queue),
      querystring: queue.querystring,
      response: { 200: queue.response, ...problemResponses(queue.problems) },
    },
    handler: async (request, reply) => {
      await visible(context, 'queue', request.query.waitFor);
      return reply.send(await context.reads.queue(request.query));
    },
  });
};

const flowRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: flow.method,
    url: flow.url,
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
