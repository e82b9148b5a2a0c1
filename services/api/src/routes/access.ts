import {
  apiKeyCategory,
  apiKeyCodec,
  evolveApiKey,
  type ApiKey,
  type ApiKeys,
  type Principal,
} from '@caselog/access-control';
import { mayCommand, routes, type AnyCommandType, type ApiKeyView } from '@caselog/api-contract';
import type { EventStore } from '@caselog/event-store';
import { createCatalogue } from '../catalogue.ts';
import { principalOf } from '../door.ts';
import { toMe } from '../me.ts';
import type { ApiContext } from '../options.ts';
import { refuse } from '../permission.ts';
import { ProblemError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { createApiKey, apiKeys: listApiKeys, revokeApiKey, me } = routes;

/** A key without what is kept of its secret. Pure. */
const toKeyView = (keyId: string, key: ApiKey): ApiKeyView => ({
  keyId,
  label: key.label,
  roles: [...key.roles],
  customerId: key.customerId,
  partnerId: key.partnerId,
  createdAt: key.createdAt,
  createdBy: key.createdBy,
  expiresAt: key.expiresAt,
  revokedAt: key.revokedAt,
  revokedBy: key.revokedBy,
});

const assertMay = async (
  context: ApiContext,
  principal: Principal,
  type: AnyCommandType,
  commandId: string,
): Promise<void> => {
  if (mayCommand(principal.roles, type)) return;
  await refuse(context, principal, { commandId, type }, null, 'the keys of programs are for a lead');
};

const changeRoutes = (app: ApiServer, context: ApiContext, keys: ApiKeys): void => {
  app.route({
    method: createApiKey.method,
    url: createApiKey.url,
    config: guarded(createApiKey),
    schema: {
      ...described('createApiKey', createApiKey),
      body: createApiKey.body,
      response: { 201: createApiKey.response, ...problemResponses(createApiKey.problems) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      await assertMay(context, principal, 'CreateApiKey', request.body.commandId);
      const { keyId, key, credential } = await keys.create({ ...request.body, actor: principal.id });
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({
          ...toKeyView(keyId, key),
          credential: credential ?? null,
          repeated: credential === undefined,
        });
    },
  });
  app.route({
    method: revokeApiKey.method,
    url: revokeApiKey.url,
    config: guarded(revokeApiKey),
    schema: {
      ...described('revokeApiKey', revokeApiKey),
      params: revokeApiKey.params,
      response: { 200: revokeApiKey.response, ...problemResponses(revokeApiKey.problems) },
    },
    handler: async (request, reply) => {
      const { keyId } = request.params;
      const principal = principalOf(request);
      // Revoking is one thing however often it is asked for: the key itself names the command.
      const commandId = `revoke-api-key:${keyId}`;
      await assertMay(context, principal, 'RevokeApiKey', commandId);
      const key = await keys.revoke(keyId, { commandId, actor: principal.id });
      if (!key) throw new ProblemError('no-such-entry', { detail: `there is no key ${keyId}` });
      return reply.send(toKeyView(keyId, key));
    },
  });
};

const listRoute = (app: ApiServer, store: EventStore): void => {
  const catalogue = createCatalogue<ApiKey>({
    store,
    category: apiKeyCategory,
    evolve: (key, event) => evolveApiKey(key, apiKeyCodec.decode(event)),
  });
  app.route({
    method: listApiKeys.method,
    url: listApiKeys.url,
    config: guarded(listApiKeys),
    schema: {
      ...described('apiKeys', listApiKeys),
      response: { 200: listApiKeys.response, ...problemResponses(listApiKeys.problems) },
    },
    handler: async (_, reply) => {
      const keys = [...(await catalogue.all())].map(([keyId, key]) => toKeyView(keyId, key));
      return reply.send({ keys });
    },
  });
};

const meRoute = (app: ApiServer): void => {
  app.route({
    method: me.method,
    url: me.url,
    config: guarded(me),
    schema: { ...described('me', me), response: { 200: me.response, ...problemResponses(me.problems) } },
    handler: async (request, reply) => {
      return reply.send(toMe(principalOf(request)));
    },
  });
};

/** `GET /me`, and the keys of programs. */
export const accessRoutes = (app: ApiServer, context: ApiContext): void => {
  const { apiKeys, store } = context;
  meRoute(app);
  changeRoutes(app, context, apiKeys);
  listRoute(app, store);
};
