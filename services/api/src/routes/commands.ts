import { routes, type ParsedCommandRequest } from '@caselog/api-contract';
import type { CommandEnvelope } from '@caselog/helpdesk';
import type { TicketCommand } from '@caselog/ticket';
import type { FastifyRequest } from 'fastify';
import type { ApiContext } from '../options.ts';
import { acceptedOf } from '../problems/answers.ts';
import { ProblemError } from '../problems/errors.ts';
import { toCommandAnswer } from '../views.ts';
import { described, problemResponses, type ApiServer } from './server.ts';

const { openTicket, sendCommand } = routes;

/** The actor of a request that has passed the door. */
const actorOf = ({ principal }: FastifyRequest): string => {
  if (!principal) throw new ProblemError('unauthenticated');
  return principal.id;
};

const envelopeOf = (
  request: FastifyRequest,
  { commandId, occurredAt }: Pick<ParsedCommandRequest, 'commandId' | 'occurredAt'>,
  command: TicketCommand,
): CommandEnvelope => ({
  commandId,
  command,
  actor: actorOf(request),
  correlationId: request.id,
  ...(occurredAt === undefined ? {} : { occurredAt }),
});

/** `POST /tickets` and `POST /tickets/{ticketId}/commands`. */
export const commandRoutes = (app: ApiServer, { helpdesk }: ApiContext): void => {
  app.route({
    method: openTicket.method,
    url: openTicket.url,
    schema: {
      ...described('openTicket', openTicket),
      body: openTicket.body,
      response: { 201: openTicket.response, ...problemResponses(openTicket.problems) },
    },
    handler: async (request, reply) => {
      const { body } = request;
      const envelope = envelopeOf(request, body, { type: 'OpenTicket', data: body.data });
      const answer = acceptedOf(await helpdesk.execute(envelope));
      return reply.code(201).header('location', `/tickets/${answer.ticketId}`).send(toCommandAnswer(answer));
    },
  });

  app.route({
    method: sendCommand.method,
    url: sendCommand.url,
    schema: {
      ...described('sendCommand', sendCommand),
      params: sendCommand.params,
      body: sendCommand.body,
      response: { 200: sendCommand.response, ...problemResponses(sendCommand.problems) },
    },
    handler: async (request, reply) => {
      const { expectedRevision, type, data, ...rest } = request.body;
      const answer = await helpdesk.execute({
        ...envelopeOf(request, rest, { type, data } as TicketCommand),
        ticketId: request.params.ticketId.toLowerCase(),
        ...(expectedRevision === undefined ? {} : { expectedRevision }),
      });
      return reply.send(toCommandAnswer(acceptedOf(answer)));
    },
  });
};
