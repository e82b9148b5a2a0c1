import { routes, type StandingClock } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { ApiContext } from '../options.ts';
import { toStandingClock } from '../standing-clock.ts';
import { readFresh } from './clock.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { queueClocks } = routes;

/** `GET /queue/clocks`. */
export const queueClockRoutes = (app: ApiServer, context: ApiContext): void => {
  const { book, env, helpdesk } = context;
  const standingOf = async (ticketId: string, nowMs: number): Promise<StandingClock | undefined> => {
    const loaded = await helpdesk.load(ticketId);
    if (!loaded) return undefined;
    // A ticket may be dated ahead of this clock by a source that said so.
    const lastMs = Math.max(...loaded.history.map(({ metadata }) => Date.parse(metadata.occurredAt)));
    const { clock, policy } = await readFresh(book, loaded, Math.max(nowMs, lastMs));
    return toStandingClock(loaded, clock, policy.calendarFor(clock.state.context.priority), nowMs);
  };
  app.route({
    method: queueClocks.method,
    url: queueClocks.url,
    config: guarded(queueClocks),
    schema: {
      ...described('queueClocks', queueClocks),
      querystring: queueClocks.querystring,
      response: { 200: queueClocks.response, ...problemResponses(queueClocks.problems) },
    },
    handler: async (request, reply) => {
      const nowMs = env.now();
      const ids = [...new Set(request.query.tickets.map((id) => id.toLowerCase()))];
      const found = await Promise.all(ids.map((id) => standingOf(id, nowMs)));
      const clocks = found.filter((clock) => clock !== undefined);
      return reply.header('cache-control', 'no-store').send({ now: toInstant(nowMs), clocks });
    },
  });
};
