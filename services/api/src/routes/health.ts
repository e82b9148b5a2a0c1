import { routes, type ReadyResponse } from '@caselog/api-contract';
import type { ApiContext } from '../options.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { health, ready } = routes;

/** A read model that lies further behind than this is not fit to be read from. */
const lagMax = 10_000;

const readiness = async ({ events, reads }: ApiContext): Promise<ReadyResponse> => {
  const [head, positions] = await Promise.all([events.head(), reads.positions()]);
  const readModels = Object.fromEntries(
    Object.entries(positions).map(([name, position]) => [
      name,
      { position, lag: Math.max(0, head - position) },
    ]),
  );
  const isBehind = Object.values(readModels).some(({ lag }) => lag > lagMax);
  return { status: isBehind ? 'behind' : 'ready', head, readModels };
};

/** `GET /health`: the process lives. `GET /ready`: the ledger answers; with where everything stands. */
export const healthRoutes = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: health.method,
    url: health.url,
    config: { ...guarded(health), rateLimit: false },
    schema: { ...described('health', health), response: { 200: health.response } },
    handler: async () => ({ status: 'alive' as const }),
  });
  app.route({
    method: ready.method,
    url: ready.url,
    config: { ...guarded(ready), rateLimit: false },
    schema: {
      ...described('ready', ready),
      response: { 200: ready.response, ...problemResponses(ready.problems) },
    },
    handler: async (_, reply) => reply.send(await readiness(context)),
  });
};
