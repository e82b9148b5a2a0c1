import { timingSafeEqual } from 'node:crypto';
import { deliveriesQuerySchema } from '@caselog/api-contract';
import type { FastifyInstance } from 'fastify';
import type { SurveyMailer } from './mailer.ts';

export interface DeliveriesRouteOptions {
  readonly mailer: Pick<SurveyMailer, 'deliveries'>;
  /** Shared with the API, which asks on behalf of a lead it knows. */
  readonly secret: string;
}

const isKnown = (given: string | undefined, secret: string): boolean => {
  const expected = Buffer.from(`Bearer ${secret}`);
  const header = Buffer.from(given ?? '');
  return header.length === expected.length && timingSafeEqual(header, expected);
};

/** Adds `GET /mail/deliveries` for an API in another process; that of one in this process asks the mailer itself. */
export const deliveriesRoute = (app: FastifyInstance, { mailer, secret }: DeliveriesRouteOptions): void => {
  app.get('/mail/deliveries', async ({ query, headers }, reply) => {
    const refuse = (status: 400 | 401, detail: string) =>
      reply.code(status).type('application/problem+json').send({ type: 'about:blank', status, detail });
    if (!isKnown(headers.authorization, secret)) return refuse(401, 'the API’s secret is missing or wrong');
    const asked = deliveriesQuerySchema.safeParse(query);
    if (!asked.success) return refuse(400, asked.error.message);
    return reply.send(mailer.deliveries(asked.data));
  });
};
