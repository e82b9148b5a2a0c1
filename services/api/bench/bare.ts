/** A bare Fastify route with the body and the validation of `POST /tickets`, and an answer of the same form. Says its port on its channel. */
import { openTicketRequestSchema } from '@caselog/api-contract';
import { fastify } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';

if (process.send) {
  const app = fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.post('/tickets', { schema: { body: openTicketRequestSchema } }, (request, reply) =>
    reply.code(201).send({
      ticketId: '0198f3a0-0000-7000-8000-000000000000',
      revision: 0,
      position: 1,
      events: ['TicketOpened'],
      lifecycle: 'opened',
      allowed: ['TriageTicket', 'RequestData', 'EscalateTicket', 'ReferTicket', 'ResolveTicket'],
      repeated: request.body.commandId === '',
    }),
  );
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  process.send({ port: Number(new URL(address).port) });
}
