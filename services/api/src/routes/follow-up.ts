import { rolesEverywhere } from '@caselog/access-control';
import { mayCommand, routes } from '@caselog/api-contract';
import { principalOf } from '../door.ts';
import { openFollowUp } from '../follow-up.ts';
import type { ApiContext } from '../options.ts';
import { refuse, seenTicket } from '../permission.ts';
import { toCommandAnswer } from '../views.ts';
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
      const principal = principalOf(request);
      const { body, id: correlationId } = request;
      const ticketId = request.params.ticketId.toLowerCase();
      const asked = { commandId: body.commandId, type: 'OpenTicket' };
      const no = () =>
        refuse(
          context,
          principal,
          asked,
          ticketId,
          `a follow-up is not for the role ${principal.roles.join(', ')}`,
        );
      if (!mayCommand(principal.roles, 'OpenTicket')) await no();
      const { loaded, access } = await seenTicket(context, principal, ticketId);
      const isDesk = mayCommand(rolesEverywhere(principal), 'OpenTicket');
      if (!isDesk && access.reading !== 'requester') await no();
      const answer = await openFollowUp(
        { context, principal, roles: access.roles, correlationId },
        loaded,
        body,
      );
      return reply
        .code(201)
        .header('location', `/tickets/${answer.ticketId}`)
        .send(toCommandAnswer(answer, access.roles));
    },
  });
};
