import { readsWhole } from '@caselog/access-control';
import { routes } from '@caselog/api-contract';
import { z } from 'zod';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import { streamEvents } from '../sse/stream.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { events } = routes;
const description =
  'Server-sent events. `ledger-event` carries one event, its `id` is its position; `heartbeat` says where the ledger ends, ' +
  'first at once and then every 15 s; `progress` says that everything asked for up to a position was sent; `reset` says that the position asked for lies beyond this ledger. A stream that breaks is resumed ' +
  'with `Last-Event-ID`: nothing is left out and nothing comes twice.';

const streamResponse = { 200: { description, content: { 'text/event-stream': { schema: z.string() } } } };

/** `GET /events`. */
export const eventRoutes = (app: ApiServer, context: ApiContext): void => {
  let open = 0;
  app.route({
    method: events.method,
    url: events.url,
    config: guarded(events),
    exposeHeadRoute: false,
    schema: {
      ...described('events', events),
      querystring: events.querystring,
      headers: events.headers,
      response: { ...streamResponse, ...problemResponses(events.problems) },
    },
    handler: async (request, reply) => {
      if (open >= context.limits.streamsMax) throw new ProblemError('too-many-listeners', { retryAfterS: 5 });
      const { after, types } = request.query;
      const resumeFrom = request.headers['last-event-id'] ?? after;
      open += 1;
      reply.raw.once('close', () => (open -= 1));
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      await streamEvents(
        reply.raw,
        {
          after: resumeFrom,
          types,
          isWhole: readsWhole(principalOf(request)),
          isWelcome: async () => !('refused' in (await context.auth(request))),
        },
        context,
      );
    },
  });
};
