import { routes, type DeskStatus } from '@caselog/api-contract';
import { toInstant, type Env } from '@caselog/env';
import type { ApiContext, WatchedBroadcast } from '../options.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { deskStatus } = routes;

type BroadcastStatus = DeskStatus['broadcasts'][number];

const answerMsMax = 1_500;

/** Rejects when a broker has had its time. */
const tooLong = async (env: Env, signal: AbortSignal): Promise<never> => {
  await env.sleep(answerMsMax, signal);
  throw new Error(`no answer within ${answerMsMax} ms`);
};

interface Behind {
  readonly lag: number;
  readonly lagMs: number;
}

/** How far a reader lies behind, in events and in the time that the oldest of them has been waiting. */
const behind = async (position: number, head: number, { store, env }: ApiContext): Promise<Behind> => {
  const lag = Math.max(0, head - position);
  if (lag === 0) return { lag, lagMs: 0 };
  for await (const [oldest] of store.readAll({ after: position, batchSize: 1 }))
    if (oldest) return { lag, lagMs: Math.max(0, env.now() - Date.parse(oldest.metadata.recordedAt)) };
  return { lag, lagMs: 0 };
};

/** A broker that does not answer is told as that, and fails nothing else. */
const statusOf = async (
  broadcast: WatchedBroadcast,
  head: number,
  context: ApiContext,
): Promise<BroadcastStatus> => {
  const { name } = broadcast;
  const { log, env, closing } = context;
  try {
    const { position } = await Promise.race([broadcast.tail(), tooLong(env, closing)]);
    return { name, position, ...(await behind(position, head, context)) };
  } catch (error) {
    log.info({ err: error, broadcast: name }, 'a broadcast does not say where it ends');
    return { name, position: null, lag: null, lagMs: null };
  }
};

/** `GET /operations/status`. */
export const deskStatusRoutes = (app: ApiServer, context: ApiContext): void => {
  const { events, reads, env, book, broadcasts = [] } = context;
  app.route({
    method: deskStatus.method,
    url: deskStatus.url,
    config: guarded(deskStatus),
    schema: {
      ...described('deskStatus', deskStatus),
      response: { 200: deskStatus.response, ...problemResponses(deskStatus.problems) },
    },
    handler: async (_, reply) => {
      const models = await reads.standings();
      // Asked after the readers, so that none of them seems to be ahead.
      const head = await events.head();
      return reply.send({
        at: toInstant(env.now()),
        head,
        readModels: await Promise.all(
          models.map(async (model) => ({ ...model, ...(await behind(model.position, head, context)) })),
        ),
        broadcasts: await Promise.all(broadcasts.map((each) => statusOf(each, head, context))),
        policyVersion: book.currentPolicy().version,
      });
    },
  });
};
