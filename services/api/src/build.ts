import { cutOffAfter } from '@caselog/process';
import rateLimit from '@fastify/rate-limit';
import { fastify, LogController, type FastifyServerOptions } from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { guardDoor } from './door.ts';
import { describeApi } from './openapi.ts';
import { defaultLimits, type ApiContext, type ApiLimits, type ApiOptions } from './options.ts';
import { ProblemError } from './problems/errors.ts';
import { answerError } from './problems/handler.ts';
import { commandRoutes } from './routes/commands.ts';
import { followPolicy } from './follow-policy.ts';
import { accessRoutes } from './routes/access.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { boardRoutes } from './routes/boards.ts';
import { channelRoutes } from './routes/channels.ts';
import { clockRoutes } from './routes/clock.ts';
import { deskStatusRoutes } from './routes/desk-status.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/export.ts';
import { followUpRoutes } from './routes/follow-up.ts';
import { healthRoutes } from './routes/health.ts';
import { helpRoutes } from './routes/help.ts';
import { mailRoutes } from './routes/mail.ts';
import { myTicketRoutes } from './routes/my-tickets.ts';
import { policyDraftRoutes } from './routes/policy-drafts.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { operationsRoutes } from './routes/operations.ts';
import { policyRoutes } from './routes/policy.ts';
import { queueRowRoutes } from './routes/queue-rows.ts';
import { readRoutes } from './routes/reads.ts';
import { registerRoutes } from './routes/registers.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { secureHeaders } from './secure-headers.ts';
import type { ApiServer } from './routes/server.ts';
import { timeMachineRoutes } from './routes/time-machine.ts';
import { sessionRoutes } from './routes/session.ts';
import { validatorCompiler } from './validation.ts';

const serverOptions = ({ env, log }: ApiOptions, limits: ApiLimits): FastifyServerOptions => ({
  loggerInstance: log,
  // Lines name their request themselves, so that not every request needs a logger of its own.
  childLoggerFactory: (logger) => logger,
  // Fastify's own lines hold the whole address, and an address may hold a survey's token.
  logController: new LogController({ disableRequestLogging: true }),
  genReqId: () => env.uuid(),
  bodyLimit: limits.bodyBytesMax,
  // Long enough for a large file on a thin line; who dawdles over a head is cut off by Node after a minute.
  requestTimeout: limits.requestMsMax,
  forceCloseConnections: 'idle',
  routerOptions: { maxParamLength: 512 },
  frameworkErrors: answerError,
});

const protect = async (app: ApiServer, limits: ApiLimits): Promise<void> => {
  await secureHeaders(app);
  await app.register(rateLimit, {
    max: limits.requestsMax,
    timeWindow: limits.rateWindowMs,
    errorResponseBuilder: (_, { ttl }) =>
      new ProblemError('too-many-requests', { retryAfterS: Math.ceil(ttl / 1000) }),
  });
};

const adders = [
  commandRoutes,
  followUpRoutes,
  readRoutes,
  queueRowRoutes,
  boardRoutes,
  timeMachineRoutes,
  exportRoutes,
  clockRoutes,
  channelRoutes,
  policyRoutes,
  policyDraftRoutes,
  registerRoutes,
  helpRoutes,
  myTicketRoutes,
  attachmentRoutes,
  deskStatusRoutes,
  operationsRoutes,
  accessRoutes,
  mailRoutes,
  eventRoutes,
  receiptRoutes,
  sessionRoutes,
  oidcRoutes,
  healthRoutes,
];

const observe = (app: ApiServer, log: ApiOptions['log']): void => {
  app.addHook('onResponse', ({ id, method, routeOptions }, { statusCode, elapsedTime }, done) => {
    if (log.isLevelEnabled('debug'))
      log.debug(
        { requestId: id, method, route: routeOptions.url, status: statusCode, ms: elapsedTime },
        'answered',
      );
    done();
  });
};

/**
 * Builds the API; nothing listens yet. Every route asks who is there unless its `config.access` is `public`, also routes that are
 * added to the returned server. `close()` ends event streams and waits, and finishes the requests under way.
 */
export const buildApi = async (options: ApiOptions): Promise<ApiServer> => {
  const limits = { ...defaultLimits, ...options.limits };
  const closing = new AbortController();
  const context: ApiContext = { ...options, limits, closing: closing.signal };
  const app = fastify(serverOptions(options, limits)).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw new ProblemError('no-such-route');
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('preClose', async () => {
    closing.abort();
    cutOffAfter(app.server, limits.farewellMsMax);
  });
  observe(app, options.log);
  await protect(app, limits);
  guardDoor(app, options.auth);
  await describeApi(app);
  for (const add of adders) add(app, context);
  void followPolicy(options.book, context);
  return app;
};
