import type { Principal } from '@caselog/access-control';
import { routes, type ParsedCommandRequest, type Role } from '@caselog/api-contract';
import type { Answer, CommandEnvelope } from '@caselog/helpdesk';
import type { TicketCommand } from '@caselog/ticket';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../door.ts';
import { openingOf } from '../opening.ts';
import type { ApiContext } from '../options.ts';
import { permit, rolesAfter } from '../permission.ts';
import { acceptedOf } from '../problems/answers.ts';
import { toCommandAnswer } from '../views.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { openTicket, sendCommand } = routes;

const envelopeOf = (
  request: FastifyRequest,
  { commandId, occurredAt }: Pick<ParsedCommandRequest, 'commandId' | 'occurredAt'>,
  command: TicketCommand,
): CommandEnvelope => ({
  commandId,
  command,
  actor: principalOf(request).id,
  correlationId: request.id,
  ...(occurredAt === undefined ? {} : { occurredAt }),
});

interface Given {
  readonly answer: Answer;
  readonly roles: readonly Role[];
}

/** More conflicts than this, and a ticket changes faster than one can look at it. */
const attemptsMax = 8;

/**
 * Gives a command that is permitted. Where the permission hangs on how the ticket stands, it is given at that very revision: a
 * ticket that moved in between is looked at again.
 */
const give = async (
  context: ApiContext,
  principal: Principal,
  envelope: CommandEnvelope & { readonly ticketId: string },
): Promise<Given> => {
  const { ticketId, commandId, command, occurredAt } = envelope;
  for (let attempt = 1; ; attempt += 1) {
    const { roles, pinnedRevision } = await permit(context, principal, ticketId, {
      commandId,
      occurredAt,
      ...command,
    });
    const pinned = envelope.expectedRevision ?? pinnedRevision;
    const answer = await context.helpdesk.execute({
      ...envelope,
      ...(pinned === undefined ? {} : { expectedRevision: pinned }),
    });
    const isOurs = pinnedRevision !== undefined && envelope.expectedRevision === undefined;
    if (answer.outcome !== 'conflict' || !isOurs || attempt === attemptsMax) return { answer, roles };
  }
};

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
      const principal = principalOf(request);
      const data = await openingOf(context, principal, request.body);
      const envelope = envelopeOf(request, request.body, { type: 'OpenTicket', data });
      const { roles } = principal;
      const answer = acceptedOf(await context.helpdesk.execute(envelope), { roles });
      return reply
        .code(201)
        .header('location', `/tickets/${answer.ticketId}`)
        .send(toCommandAnswer(answer, rolesAfter(roles, answer.lifecycle)));
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
      const { expectedRevision, type, data, ...rest } = request.body;
      const { answer, roles } = await give(context, principalOf(request), {
        ...envelopeOf(request, rest, { type, data } as TicketCommand),
        ticketId: request.params.ticketId.toLowerCase(),
        ...(expectedRevision === undefined ? {} : { expectedRevision }),
      });
      const accepted = acceptedOf(answer, { roles, ...(type === 'ReopenTicket' && { reopens: true }) });
      return reply.send(toCommandAnswer(accepted, rolesAfter(roles, accepted.lifecycle)));
    },
  });
};

/** `POST /tickets` and `POST /tickets/{ticketId}/commands`. */
export const commandRoutes = (app: ApiServer, context: ApiContext): void => {
  openRoute(app, context);
  commandRoute(app, context);
};
