import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { ApiServer } from './routes/server.ts';

const description =
  'Commands, queries and live events of a Caselog desk. Commands carry an id of the caller’s choosing: the same id again returns the ' +
  'first outcome and adds nothing. Problems are RFC 9457 documents.';

/** Describes the routes that follow, and serves the description at `/openapi.json`. */
export const describeApi = async (app: ApiServer): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Caselog', version: '0.1.0', description, license: { name: 'Apache-2.0' } },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () => app.swagger());
};
