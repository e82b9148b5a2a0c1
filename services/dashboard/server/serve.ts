import { hash } from 'node:crypto';
import { join } from 'node:path';
import serveFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify';
import { currentBundle } from './bundle.ts';
import { readPage } from './page.ts';
import { basePath } from './places.ts';

/** Pages and their parts hold no data and ask nobody who they are. */
const open = { config: { access: 'public' as const }, schema: { hide: true } };
const opened = (route: RouteOptions): void => void Object.assign(route, open);

const secondsAYear = 31_536_000;

const sendPage = (reply: FastifyReply, html: string) =>
  reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .header('vary', 'accept-language')
    .header('etag', `"${hash('sha256', html).slice(0, 16)}"`)
    .send(html);

/**
 * Serves the web app below `/app/` on any Fastify server: building it first where the sources have changed. Every path below is the
 * page itself, so that links into it work; `/` leads to it. Files carry hashes in their names and are kept by browsers for a year.
 * @throws BundleError
 */
export const serveDashboard = async (app: Pick<FastifyInstance, 'register'>): Promise<void> => {
  const bundle = await currentBundle();
  const pageAt = await readPage(bundle);
  await app.register(async (scope) => {
    scope.addHook('onRoute', opened);
    await scope.register(serveFiles, {
      root: join(bundle, 'assets'),
      prefix: `${basePath}assets/`,
      preCompressed: true,
      immutable: true,
      maxAge: secondsAYear * 1000,
      index: false,
      decorateReply: false,
    });
    scope.get('/', (_, reply) => reply.redirect(basePath));
    scope.get(basePath.slice(0, -1), (_, reply) => reply.redirect(basePath));
    scope.get<{ Params: { '*': string } }>(`${basePath}*`, ({ params, headers, url }, reply) =>
      sendPage(
        reply,
        pageAt({
          path: params['*'],
          hasSession: headers.cookie?.includes('caselog') ?? false,
          search: new URL(url, 'http://desk').searchParams,
          acceptLanguage: headers['accept-language'],
        }),
      ),
    );
  });
};
