import { readsWhole } from '@caselog/access-control';
import { routes } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { Registers } from '@caselog/helpdesk';
import { commandEntry } from '@caselog/intake';
import { agreementAt } from '@caselog/registers';
import { callerOf, principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { createOutages } from '../outages.ts';
import { ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { customer, customerCommand, outages, outage, outageCommand, partner, partnerCommand } = routes;

const noSuchEntry = (kind: string, id: string): ProblemError =>
  new ProblemError('no-such-entry', { detail: `there is no ${kind} ${id}` });

const customerRoutes = (app: ApiServer, context: ApiContext, { customers }: Registers): void => {
  app.route({
    method: customer.method,
    url: customer.url,
    config: guarded(customer),
    schema: {
      ...described('customer', customer),
      params: customer.params,
      response: { 200: customer.response, ...problemResponses(customer.problems) },
    },
    handler: async (request, reply) => {
      const { customerId } = request.params;
      const principal = principalOf(request);
      const mayRead =
        readsWhole(principal) || principal.roles.includes('analyst') || principal.customerId === customerId;
      const found = mayRead ? await customers.load(customerId) : undefined;
      if (!found) throw noSuchEntry('customer', customerId);
      const { administrators } = found;
      return reply.send({ customerId, ...found, administrators: [...administrators] });
    },
  });
  app.route({
    method: customerCommand.method,
    url: customerCommand.url,
    config: guarded(customerCommand),
    schema: {
      ...described('customerCommand', customerCommand),
      params: customerCommand.params,
      body: customerCommand.body,
      response: { 200: customerCommand.response, ...problemResponses(customerCommand.problems) },
    },
    handler: async (request, reply) => {
      const entry = { kind: 'customer', id: request.params.customerId, register: customers } as const;
      return reply.send(await commandEntry(context, callerOf(request), entry, request.body));
    },
  });
};

const outageReads = (app: ApiServer, { store }: ApiContext): void => {
  const known = createOutages(store);
  app.route({
    method: outages.method,
    url: outages.url,
    config: guarded(outages),
    schema: {
      ...described('outages', outages),
      response: { 200: outages.response, ...problemResponses(outages.problems) },
    },
    handler: async (_, reply) => reply.send({ outages: await known.open() }),
  });
  app.route({
    method: outage.method,
    url: outage.url,
    config: guarded(outage),
    schema: {
      ...described('outage', outage),
      params: outage.params,
      response: { 200: outage.response, ...problemResponses(outage.problems) },
    },
    handler: async (request, reply) => {
      const { outageId } = request.params;
      const found = await known.find(outageId);
      if (!found) throw noSuchEntry('outage', outageId);
      return reply.send(found);
    },
  });
};

const outageRoutes = (app: ApiServer, context: ApiContext, registers: Registers): void => {
  outageReads(app, context);
  app.route({
    method: outageCommand.method,
    url: outageCommand.url,
    config: guarded(outageCommand),
    schema: {
      ...described('outageCommand', outageCommand),
      params: outageCommand.params,
      body: outageCommand.body,
      response: { 200: outageCommand.response, ...problemResponses(outageCommand.problems) },
    },
    handler: async (request, reply) => {
      const entry = { kind: 'outage', id: request.params.outageId, register: registers.outages } as const;
      return reply.send(await commandEntry(context, callerOf(request), entry, request.body));
    },
  });
};

const partnerRoutes = (app: ApiServer, context: ApiContext, { partners }: Registers): void => {
  app.route({
    method: partner.method,
    url: partner.url,
    config: guarded(partner),
    schema: {
      ...described('partner', partner),
      params: partner.params,
      response: { 200: partner.response, ...problemResponses(partner.problems) },
    },
    handler: async (request, reply) => {
      const { partnerId } = request.params;
      const principal = principalOf(request);
      const mayRead =
        readsWhole(principal) || principal.roles.includes('analyst') || principal.partnerId === partnerId;
      const found = mayRead ? await partners.load(partnerId) : undefined;
      if (!found) throw noSuchEntry('partner', partnerId);
      const { name, languages, regions, agreements } = found;
      const inForce = agreementAt(found, toInstant(context.env.now())) ?? null;
      return reply.send({
        partnerId,
        name,
        languages: [...languages],
        regions: [...regions],
        agreements: [...agreements],
        inForce,
      });
    },
  });
  app.route({
    method: partnerCommand.method,
    url: partnerCommand.url,
    config: guarded(partnerCommand),
    schema: {
      ...described('partnerCommand', partnerCommand),
      params: partnerCommand.params,
      body: partnerCommand.body,
      response: { 200: partnerCommand.response, ...problemResponses(partnerCommand.problems) },
    },
    handler: async (request, reply) => {
      const entry = { kind: 'partner', id: request.params.partnerId, register: partners } as const;
      return reply.send(await commandEntry(context, callerOf(request), entry, request.body));
    },
  });
};

/** Customers, outages and partners: `GET` an entry, `POST` a command to it. */
export const registerRoutes = (app: ApiServer, context: ApiContext): void => {
  const { registers } = context;
  customerRoutes(app, context, registers);
  outageRoutes(app, context, registers);
  partnerRoutes(app, context, registers);
};
