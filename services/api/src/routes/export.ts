import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { readsWhole, type Principal } from '@caselog/access-control';
import { exportFormats, exportHeaders, routes, type exportQuerySchema } from '@caselog/api-contract';
import { notCarriedBy, ReversedPeriodError, streamLedger } from '@caselog/history';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { MalformedRequestError, ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { exportLedger: route } = routes;
type Query = z.output<typeof exportQuerySchema>;

/** Exports that work at the same time: each reads the whole ledger. */
const exportsMax = 4;
const retryAfterS = 10;

/** What was personal to others is for those who read tickets whole. @throws ProblemError */
const assertMay = ({ personalData }: Query, reader: Principal): void => {
  if (personalData === 'told' && !readsWhole(reader))
    throw new ProblemError('not-permitted', {
      detail: `personal data are not for the role ${reader.roles.join(', ')}`,
    });
};

const begin = async ({ store }: ApiContext, query: Query) => {
  const { format, gzip, personalData, ...population } = query;
  try {
    return await streamLedger({
      store,
      format,
      population,
      isPacked: gzip === 'true',
      withPersonalData: personalData === 'told',
    });
  } catch (error) {
    if (!(error instanceof ReversedPeriodError)) throw error;
    throw new MalformedRequestError([{ in: 'query', pointer: '/to', message: error.message }]);
  }
};

/** Whatever a log holds, no browser shows it as a page of this desk, or keeps it for the next person. */
const describeFile = (reply: FastifyReply, { format, gzip }: Query, position: number): void => {
  const { mediaType, extension } = exportFormats[format];
  const isPacked = gzip === 'true';
  void reply
    .type(isPacked ? 'application/gzip' : mediaType)
    .header('content-disposition', `attachment; filename="caselog.${extension}${isPacked ? '.gz' : ''}"`)
    .header(exportHeaders.position, position)
    .header(exportHeaders.notCarried, notCarriedBy(format).map(encodeURIComponent).join(','))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store');
};

/** Waits until there is something to send or nobody to send it to, so that what goes wrong before is told as a problem. */
const begun = (stream: Readable): Promise<unknown> =>
  Promise.race([once(stream, 'readable'), once(stream, 'close')]);

/** The exports under way: no more than a few, and none longer than the service is open. */
class Exports {
  readonly #streams = new Set<Readable>();
  #begun = 0;

  constructor(closing: AbortSignal) {
    closing.addEventListener('abort', () => {
      for (const stream of this.#streams) stream.destroy();
    });
  }

  /** @throws ProblemError when there are too many, and what `open` throws */
  async start(open: () => ReturnType<typeof begin>): ReturnType<typeof begin> {
    if (this.#begun >= exportsMax)
      throw new ProblemError('too-many-requests', { detail: 'other exports are under way', retryAfterS });
    this.#begun += 1;
    try {
      const opened = await open();
      this.#streams.add(opened.stream);
      opened.stream.once('close', () => {
        this.#streams.delete(opened.stream);
        this.#begun -= 1;
      });
      return opened;
    } catch (error) {
      this.#begun -= 1;
      throw error;
    }
  }
}

/** `GET /export`. */
export const exportRoutes = (app: ApiServer, context: ApiContext): void => {
  const exports = new Exports(context.closing);
  app.route({
    method: route.method,
    url: route.url,
    config: guarded(route),
    schema: {
      ...described('exportLedger', route),
      querystring: route.querystring,
      response: problemResponses(route.problems),
    },
    handler: async (request, reply) => {
      const { query } = request;
      assertMay(query, principalOf(request));
      const { stream, position } = await exports.start(() => begin(context, query));
      // Whoever leaves before the first byte is not waited for either.
      reply.raw.once('close', () => stream.destroy());
      await begun(stream);
      describeFile(reply, query, position);
      reply.raw.setTimeout(context.limits.slowListenerMs, () => stream.destroy());
      return reply.send(stream as never);
    },
  });
};
