import type { FastifyContextConfig, FastifyInstance, FastifyReply } from 'fastify';
import type { SurveyPagesOptions } from './context.ts';
import type { Page } from './page.ts';
import { styleSheet } from './style.ts';
import { surveyPages } from './survey.ts';
import { unsubscribePages } from './unsubscribe.ts';

export interface SurveyRoutesOptions extends SurveyPagesOptions {
  /** What the server needs to know of routes that ask nobody who they are. */
  readonly config?: FastifyContextConfig;
}

/** Nothing but the page's own style sheet, and forms that go to where they came from. */
const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const send = (reply: FastifyReply, { status, html }: Page): FastifyReply =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(html);

const fieldsOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

/** The fields of a small `multipart/form-data` body without files, as mail programs may post a one-click unsubscription (RFC 8058). Pure. */
const partsOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/name="([^"]+)"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]*)/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

interface WithToken {
  Params: { token: string };
  Querystring: { score?: unknown; lang?: unknown };
}

/** A Fastify plugin with the survey's pages under `/survey/`. */
export const surveyRoutes = async (app: FastifyInstance, options: SurveyRoutesOptions): Promise<void> => {
  const pages = surveyPages(options);
  const wayOut = unsubscribePages(options);
  const { config = {} } = options;
  const small = { parseAs: 'string', bodyLimit: 64 * 1024 } as const;
  app.addContentTypeParser<string>('application/x-www-form-urlencoded', small, (_, body, done) =>
    done(null, fieldsOf(body)),
  );
  app.addContentTypeParser<string>('multipart/form-data', small, (_, body, done) =>
    done(null, partsOf(body)),
  );
  app.get('/survey/style.css', { config }, (_, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(styleSheet),
  );
  app.get<WithToken>('/survey/:token', { config }, async ({ params, query }, reply) =>
    send(reply, await pages.show(params.token, query)),
  );
  app.post<WithToken>('/survey/:token', { config }, async ({ params, body }, reply) =>
    send(reply, await pages.answer(params.token, body)),
  );
  app.get<WithToken>('/survey/unsubscribe/:token', { config }, async ({ params, query }, reply) =>
    send(reply, await wayOut.show(params.token, query.lang)),
  );
  app.post<WithToken>('/survey/unsubscribe/:token', { config }, async ({ params, body }, reply) =>
    send(reply, await wayOut.submit(params.token, body)),
  );
};
