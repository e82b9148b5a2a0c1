import type { FastifyContextConfig, FastifyInstance, FastifyReply } from 'fastify';
import { styleSheet } from './form.ts';
import { surveyPages, type Page, type SurveyPagesOptions } from './survey.ts';

export interface SurveyRoutesOptions extends SurveyPagesOptions {
  /** What the server needs to know of routes that ask nobody who they are. */
  readonly config?: FastifyContextConfig;
}

const send = (reply: FastifyReply, { status, html }: Page): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);

const fieldsOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

/** A Fastify plugin with the survey's pages under `/survey/`. */
export const surveyRoutes = async (app: FastifyInstance, options: SurveyRoutesOptions): Promise<void> => {
  const pages = surveyPages(options);
  const { config = {} } = options;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_, body, done) => done(null, fieldsOf(String(body))),
  );
  app.get('/survey/style.css', { config }, (_, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(styleSheet),
  );
  app.get<{ Params: { token: string }; Querystring: { score?: unknown } }>(
    '/survey/:token',
    { config },
    async ({ params, query }, reply) => send(reply, await pages.show(params.token, query.score)),
  );
  app.post<{ Params: { token: string } }>('/survey/:token', { config }, async ({ params, body }, reply) =>
    send(reply, await pages.answer(params.token, body)),
  );
};
