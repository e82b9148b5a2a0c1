/**
 * Bare Fastify routes with the bodies and the validation of `POST /tickets` and `POST /tickets/{ticketId}/commands`, and answers of the
 * same form; no identity, no limits, no headers, no log. Says its port on its channel.
 */
import { routes } from '@caselog/api-contract';
import { fastify } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';

const { openTicket, sendCommand } = routes;

const answer = (ticketId: string, commandId: string) => ({
  ticketId,
  revision: 0,
  position: 1,
  events: ['TicketOpened'],
  lifecycle: 'opened',
  allowed: ['TriageTicket', 'RequestData', 'EscalateTicket', 'ReferTicket', 'ResolveTicket'],
  repeated: commandId === '',
});

// As a process of its own alone: the bench command loads every file of this folder.
if (import.meta.main) {
  const app = fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.post(openTicket.url, { schema: { body: openTicket.body } }, (request, reply) =>
    reply.code(201).send(answer('0198f3a0-0000-7000-8000-000000000000', request.body.commandId)),
  );
  app.post(
    sendCommand.url,
    { schema: { params: sendCommand.params, body: sendCommand.body } },
    (request, reply) => reply.send(answer(request.params.ticketId, request.body.commandId)),
  );
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.({ port: Number(new URL(address).port) });
}
