import helmet from '@fastify/helmet';
import { fastify } from 'fastify';
import type { ApiServer } from './routes/server.ts';

/** The headers that helmet gives an answer: the same for each, so they are worked out once. */
const workOut = async (): Promise<Readonly<Record<string, string>>> => {
  const app = fastify();
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // The desk may well be served without TLS on its own machine; whoever puts TLS before it says so there.
    strictTransportSecurity: false,
  });
  const before = new Set<string>();
  app.get('/', (_, reply) => {
    for (const name of Object.keys(reply.getHeaders())) before.add(name);
    return '';
  });
  const { headers } = await app.inject('/');
  await app.close();
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      before.has(name) && typeof value === 'string' ? [[name, value] as const] : [],
    ),
  );
};

/** Gives every answer the headers by which a browser keeps itself safe; a route may set others over them. */
export const secureHeaders = async (app: ApiServer): Promise<void> => {
  const headers = await workOut();
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers);
    done();
  });
};
