import { readsWhole } from '@caselog/access-control';
import { routes } from '@caselog/api-contract';
import { z } from 'zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { ProblemError } from '../problems/errors.ts';
import { createCursors } from '../sse/cursor.ts';
import { createOwnVoices } from '../sse/own-voice.ts';
import { streamEvents, type StreamRequest } from '../sse/stream.ts';
import { ledgerVoice } from '../sse/voice.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { events, myEvents } = routes;
const description =
  'Server-sent events. `ledger-event` carries one event, its `id` is its position; `heartbeat` says where the ledger ends, ' +
  'first at once and then every 15 s; `progress` says that everything asked for up to a position was sent; `reset` says that the position asked for lies beyond this ledger. A stream that breaks is resumed ' +
  'with `Last-Event-ID`: nothing is left out and nothing comes twice.';

const ownDescription =
  'Server-sent events of the tickets the caller may read, each as that reading shows it: a requester’s own, or a partner’s while they are referred to it. ' +
  '`ledger-event` carries one event; `heartbeat` comes every 15 s; `reset` comes first where the stream does not go on from a cursor it knows: what is known must be read again. ' +
  'Every `id` is a cursor to resume from with `Last-Event-ID`: nothing is left out and nothing comes twice.';

const streamed = (text: string) => ({
  200: { description: text, content: { 'text/event-stream': { schema: z.string() } } },
});

/** Lets listeners in, so many at once, and streams to each until it goes. */
const createStreams = (context: ApiContext) => {
  let open = 0;
  return async (request: FastifyRequest, reply: FastifyReply, asked: Omit<StreamRequest, 'isWelcome'>) => {
    if (open >= context.limits.streamsMax) throw new ProblemError('too-many-listeners', { retryAfterS: 5 });
    open += 1;
    reply.raw.once('close', () => (open -= 1));
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const isWelcome = async () => !('refused' in (await context.auth(request)));
    await streamEvents(reply.raw, { ...asked, isWelcome }, context);
  };
};
type Streams = ReturnType<typeof createStreams>;

const ledgerRoute = (app: ApiServer, stream: Streams): void => {
  app.route({
    method: events.method,
    url: events.url,
    config: guarded(events),
    exposeHeadRoute: false,
    schema: {
      ...described('events', events),
      querystring: events.querystring,
      headers: events.headers,
      response: { ...streamed(description), ...problemResponses(events.problems) },
    },
    handler: async (request, reply) => {
      const { after, types } = request.query;
      const resumeFrom = request.headers['last-event-id'] ?? after;
      const voice = ledgerVoice(readsWhole(principalOf(request)));
      await stream(request, reply, { after: resumeFrom, types, voice });
    },
  });
};

const ownRoute = (app: ApiServer, context: ApiContext, stream: Streams): void => {
  const cursors = createCursors();
  const voiceOf = createOwnVoices(context, cursors);
  app.route({
    method: myEvents.method,
    url: myEvents.url,
    config: guarded(myEvents),
    exposeHeadRoute: false,
    schema: {
      ...described('myEvents', myEvents),
      querystring: myEvents.querystring,
      headers: myEvents.headers,
      response: { ...streamed(ownDescription), ...problemResponses(myEvents.problems) },
    },
    handler: async (request, reply) => {
      const cursor = request.headers['last-event-id'] ?? request.query.after;
      const after = cursor === undefined ? undefined : cursors.read(cursor);
      await stream(request, reply, { after, types: undefined, voice: voiceOf(principalOf(request)) });
    },
  });
};

/** `GET /events`, `GET /my/events`. */
export const eventRoutes = (app: ApiServer, context: ApiContext): void => {
  const stream = createStreams(context);
  ledgerRoute(app, stream);
  ownRoute(app, context, stream);
};
