import { routes } from '@caselog/api-contract';
import { openTicket as open, sendCommand as send } from '@caselog/intake';
import { callerOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { openTicket, sendCommand } = routes;

/** What we made by its type is not held against its schema once more: these are the routes that must keep up. */
const asText = (answer: unknown): string => JSON.stringify(answer);

const openRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: openTicket.method,
    url: openTicket.url,
    config: guarded(openTicket),
    schema: {
      ...described('openTicket', openTicket),
      body: openTicket.body,
      response: { 201: openTicket.response, ...problemResponses(openTicket.problems) },
    },
    handler: async (request, reply) => {
      const answer = await open(context, callerOf(request), request.body);
      return reply
        .code(201)
        .header('location', `/tickets/${answer.ticketId}`)
        .type('application/json; charset=utf-8')
        .serializer(asText)
        .send(answer);
    },
  });
};

const commandRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: sendCommand.method,
    url: sendCommand.url,
    config: guarded(sendCommand),
    schema: {
      ...described('sendCommand', sendCommand),
      params: sendCommand.params,
      body: sendCommand.body,
      response: { 200: sendCommand.response, ...problemResponses(sendCommand.problems) },
    },
    handler: async (request, reply) => {
      const answer = await send(context, callerOf(request), request.params.ticketId, request.body);
      return reply.type('application/json; charset=utf-8').serializer(asText).send(answer);
    },
  });
};

/** `POST /tickets` and `POST /tickets/{ticketId}/commands`. */
export const commandRoutes = (app: ApiServer, context: ApiContext): void => {
  openRoute(app, context);
  commandRoute(app, context);
};
