import { mayCommand, routes } from '@caselog/api-contract';
import type { PolicyBook, PolicyVersion } from '@caselog/helpdesk';
import { InvalidPolicyError, parsePolicy } from '@caselog/policy';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { refuse } from '../permission.ts';
import { versionIn } from '../policy-version.ts';
import { ProblemError } from '../problems/errors.ts';
import { faultPointer } from '../problems/to-problem.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { policy, policyVersions, publishPolicy, checkPolicy } = routes;

const withoutDocument = ({ version, number, publishedAt, publishedBy, note }: PolicyVersion) => ({
  version,
  number,
  publishedAt,
  publishedBy,
  note,
});

const readRoutes = (app: ApiServer, book: PolicyBook): void => {
  app.route({
    method: policy.method,
    url: policy.url,
    config: guarded(policy),
    schema: {
      ...described('policy', policy),
      querystring: policy.querystring,
      response: { 200: policy.response, ...problemResponses(policy.problems) },
    },
    handler: async (request, reply) => {
      await book.refresh();
      return reply.send({ ...versionIn(book, request.query.version) });
    },
  });
  app.route({
    method: policyVersions.method,
    url: policyVersions.url,
    config: guarded(policyVersions),
    schema: {
      ...described('policyVersions', policyVersions),
      response: { 200: policyVersions.response, ...problemResponses(policyVersions.problems) },
    },
    handler: async (_, reply) => {
      await book.refresh();
      return reply.send({ versions: book.versions().map(withoutDocument).reverse() });
    },
  });
};

const publishRoute = (app: ApiServer, book: PolicyBook, context: ApiContext): void => {
  app.route({
    method: publishPolicy.method,
    url: publishPolicy.url,
    config: guarded(publishPolicy),
    schema: {
      ...described('publishPolicy', publishPolicy),
      body: publishPolicy.body,
      response: { 201: publishPolicy.response, ...problemResponses(publishPolicy.problems) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { commandId, document, note, basedOn } = request.body;
      if (!mayCommand(principal.roles, 'PublishPolicy'))
        await refuse(
          context,
          principal,
          { commandId, type: 'PublishPolicy' },
          null,
          'publishing a policy is for a lead',
        );
      const answer = await book.publish({
        commandId,
        actor: principal.id,
        document,
        ...(note === undefined ? {} : { note }),
        ...(basedOn === undefined ? {} : { basedOn }),
      });
      if (answer.outcome === 'conflict')
        throw new ProblemError('policy-conflict', {
          detail: `version ${answer.actual} is in force, not ${answer.basedOn}`,
          basedOn: answer.basedOn,
          actual: answer.actual,
        });
      const { version, repeated, position } = answer;
      return reply.code(201).send({ version, repeated, position });
    },
  });
};

const checkRoute = (app: ApiServer): void => {
  app.route({
    method: checkPolicy.method,
    url: checkPolicy.url,
    config: guarded(checkPolicy),
    schema: {
      ...described('checkPolicy', checkPolicy),
      body: checkPolicy.body,
      response: { 200: checkPolicy.response, ...problemResponses(checkPolicy.problems) },
    },
    handler: async (request, reply) => {
      try {
        parsePolicy(request.body.document);
        return await reply.send({ valid: true, faults: [] });
      } catch (error) {
        if (!(error instanceof InvalidPolicyError)) throw error;
        const faults = error.faults.map(({ path, message }) => ({ pointer: faultPointer(path), message }));
        return reply.send({ valid: false, faults });
      }
    },
  });
};

/** `GET /policy`, `GET /policy/versions`, `POST /policy` and `POST /policy/check`. */
export const policyRoutes = (app: ApiServer, context: ApiContext): void => {
  const { book } = context;
  readRoutes(app, book);
  publishRoute(app, book, context);
  checkRoute(app);
};
