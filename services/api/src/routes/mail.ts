import { routes, type OptOutsResponse } from '@caselog/api-contract';
import { createCodec, type EventSchemas } from '@caselog/event-store';
import { commandEntry } from '@caselog/intake';
import { evolvePerson, personEventSchemas, registryOf, type PersonEvent } from '@caselog/registers';
import { createCatalogue } from '../catalogue.ts';
import { callerOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { deliveries, optOuts, personCommand } = routes;

type OptOut = OptOutsResponse['people'][number];

const codec = createCodec<PersonEvent>(
  registryOf(personEventSchemas) as unknown as EventSchemas<PersonEvent>,
);

const deliveriesRoute = (app: ApiServer, { mail }: ApiContext): void => {
  app.route({
    method: deliveries.method,
    url: deliveries.url,
    config: guarded(deliveries),
    schema: {
      ...described('deliveries', deliveries),
      querystring: deliveries.querystring,
      response: { 200: deliveries.response, ...problemResponses(deliveries.problems) },
    },
    handler: async (request, reply) => {
      if (!mail) throw new ProblemError('mailer-elsewhere');
      return reply.send(await mail.deliveries(request.query));
    },
  });
};

const optOutsRoute = (app: ApiServer, { store }: ApiContext): void => {
  const people = createCatalogue<readonly Omit<OptOut, 'personId'>[]>({
    store,
    category: 'person',
    evolve: (before = [], event) => {
      const decoded = codec.decode(event);
      const since = new Map(before.map((each) => [each.topic, each.since]));
      return evolvePerson({ optedOut: before }, decoded).optedOut.map((wish) => ({
        ...wish,
        since: since.get(wish.topic) ?? event.metadata.occurredAt,
      }));
    },
  });
  app.route({
    method: optOuts.method,
    url: optOuts.url,
    config: guarded(optOuts),
    schema: {
      ...described('optOuts', optOuts),
      response: { 200: optOuts.response, ...problemResponses(optOuts.problems) },
    },
    handler: async (_, reply) => {
      const listed = [...(await people.all())].flatMap(([personId, wishes]) =>
        wishes.map((wish): OptOut => ({ personId, ...wish })),
      );
      return reply.send({ people: listed });
    },
  });
};

const personRoute = (app: ApiServer, context: ApiContext): void => {
  const { people } = context.registers;
  app.route({
    method: personCommand.method,
    url: personCommand.url,
    config: guarded(personCommand),
    schema: {
      ...described('personCommand', personCommand),
      params: personCommand.params,
      body: personCommand.body,
      response: { 200: personCommand.response, ...problemResponses(personCommand.problems) },
    },
    handler: async (request, reply) => {
      const entry = { kind: 'person', id: request.params.personId, register: people } as const;
      return reply.send(await commandEntry(context, callerOf(request), entry, request.body));
    },
  });
};

/** `GET /mail/deliveries`, `GET /mail/opt-outs` and `POST /people/:personId/commands`. */
export const mailRoutes = (app: ApiServer, context: ApiContext): void => {
  deliveriesRoute(app, context);
  optOutsRoute(app, context);
  personRoute(app, context);
};
