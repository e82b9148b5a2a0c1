import { routes } from '@caselog/api-contract';
import { followUp as open } from '@caselog/intake';
import { callerOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { followUp } = routes;

/** `POST /tickets/{ticketId}/follow-up`. */
export const followUpRoutes = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: followUp.method,
    url: followUp.url,
    config: guarded(followUp),
    schema: {
      ...described('followUp', followUp),
      params: followUp.params,
      body: followUp.body,
      response: { 201: followUp.response, ...problemResponses(followUp.problems) },
    },
    handler: async (request, reply) => {
      const answer = await open(context, callerOf(request), request.params.ticketId, request.body);
      return reply.code(201).header('location', `/tickets/${answer.ticketId}`).send(answer);
    },
  });
};
