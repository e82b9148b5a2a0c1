import { routes } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import {
  laneDetails,
  laneStatuses,
  NoSuchLaneError,
  releaseLanes,
  skipEvent as skipHeldEvent,
  skippedEvents,
  UnknownModelError,
} from '@caselog/projections';
import { principalOf } from '../door.ts';
import type { Operations } from '../operations.ts';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { quarantine, lane, releaseLane, skipEvent, readModels, requestRebuild } = routes;

/** @throws ProblemError where nobody looks after read models. */
const operationsOf = ({ operations }: ApiContext): Operations => {
  if (!operations)
    throw new ProblemError('no-such-entry', { detail: 'no read models are looked after here' });
  return operations;
};

/** Does what may name a lane or a model that is not there. */
const named = async <Result>(work: Promise<Result>): Promise<Result> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NoSuchLaneError || error instanceof UnknownModelError)
      throw new ProblemError('no-such-entry', { detail: error.message }, { cause: error });
    throw error;
  }
};

/** An optional field is left out rather than undefined. Pure. */
const choiceOf = ({ reader, stream }: { reader?: string | undefined; stream?: string | undefined }) => ({
  ...(reader !== undefined && { reader }),
  ...(stream !== undefined && { stream }),
});

const quarantineRoutes = (app: ApiServer, context: ApiContext): void => {
  const { store } = context;
  app.route({
    method: quarantine.method,
    url: quarantine.url,
    config: guarded(quarantine),
    schema: {
      ...described('quarantine', quarantine),
      querystring: quarantine.querystring,
      response: { 200: quarantine.response, ...problemResponses(quarantine.problems) },
    },
    handler: async ({ query }, reply) =>
      reply.send(
        await operationsOf(context).withQuarantine(async (held) => ({
          lanes: [...(await laneStatuses(held, store, choiceOf(query)))],
          skipped: [...(await skippedEvents(held, choiceOf(query)))],
        })),
      ),
  });
  app.route({
    method: lane.method,
    url: lane.url,
    config: guarded(lane),
    schema: {
      ...described('lane', lane),
      params: lane.params,
      response: { 200: lane.response, ...problemResponses(lane.problems) },
    },
    handler: async ({ params: { reader, stream } }, reply) => {
      const details = await named(
        operationsOf(context).withQuarantine((held) => laneDetails(held, store, reader, stream)),
      );
      return reply.send({ lane: details.lane, events: [...details.events] });
    },
  });
};

const decisionRoutes = (app: ApiServer, context: ApiContext): void => {
  const { store, env } = context;
  app.route({
    method: releaseLane.method,
    url: releaseLane.url,
    config: guarded(releaseLane),
    schema: {
      ...described('releaseLane', releaseLane),
      body: releaseLane.body,
      response: { 200: releaseLane.response, ...problemResponses(releaseLane.problems) },
    },
    handler: async ({ body }, reply) => {
      const lanes = await named(
        operationsOf(context).withQuarantine((held) => releaseLanes(held, store, choiceOf(body))),
      );
      return reply.send({ lanes: [...lanes] });
    },
  });
  app.route({
    method: skipEvent.method,
    url: skipEvent.url,
    config: guarded(skipEvent),
    schema: {
      ...described('skipEvent', skipEvent),
      body: skipEvent.body,
      response: { 200: skipEvent.response, ...problemResponses(skipEvent.problems) },
    },
    handler: async (request, reply) => {
      const { why, revision } = request.body;
      const decision = { by: principalOf(request).id, why, at: toInstant(env.now()) };
      const choice = { ...choiceOf(request.body), revision };
      const lanes = await named(
        operationsOf(context).withQuarantine((held) => skipHeldEvent(held, store, choice, decision)),
      );
      return reply.send({ lanes: [...lanes] });
    },
  });
};

const readModelRoutes = (app: ApiServer, context: ApiContext): void => {
  const { events, env } = context;
  app.route({
    method: readModels.method,
    url: readModels.url,
    config: guarded(readModels),
    schema: {
      ...described('readModels', readModels),
      response: { 200: readModels.response, ...problemResponses(readModels.problems) },
    },
    handler: async (_, reply) => {
      const { models, shards } = await operationsOf(context).readModels();
      const head = await events.head();
      return reply.send({
        at: toInstant(env.now()),
        head,
        models: models.map((model) => ({ ...model, behind: Math.max(0, head - model.position) })),
        shards: [...shards],
      });
    },
  });
  app.route({
    method: requestRebuild.method,
    url: requestRebuild.url,
    config: guarded(requestRebuild),
    schema: {
      ...described('requestRebuild', requestRebuild),
      body: requestRebuild.body,
      response: { 202: requestRebuild.response, ...problemResponses(requestRebuild.problems) },
    },
    handler: async (request, reply) => {
      const by = principalOf(request).id;
      const asked = await named(operationsOf(context).requestRebuild(request.body.model, by));
      return reply.code(202).send({ rebuilds: [...asked] });
    },
  });
};

/** What a lead sees and does when readers stop: the quarantine of all readers, and rebuilds. */
export const operationsRoutes = (app: ApiServer, context: ApiContext): void => {
  quarantineRoutes(app, context);
  decisionRoutes(app, context);
  readModelRoutes(app, context);
};
