import {
  routes,
  type CheckPolicyAnswer,
  type PolicyDifference,
  type PolicyPreview,
} from '@caselog/api-contract';
import {
  compilePolicy,
  documentDifferences,
  InvalidPolicyError,
  parsePolicy,
  policySchema as policyDocument,
  type Policy,
} from '@caselog/policy';
import { everyImpact, prioritySchema, type Priority } from '@caselog/ticket';
import type { ApiContext } from '../options.ts';
import { versionIn } from '../policy-version.ts';
import { faultPointer } from '../problems/to-problem.ts';
import { toPreview } from './help.ts';
import { z } from 'zod';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { policyDifferences, policySchema, previewPolicy } = routes;

const differencesOf = (before: object, after: object): PolicyDifference[] =>
  documentDifferences(before, after).map((difference) => ({ ...difference, path: [...difference.path] }));

type Draft = { readonly policy: Policy } | { readonly faults: CheckPolicyAnswer['faults'] };

const compileDraft = (document: unknown, { zoneDataVersion }: Policy): Draft => {
  try {
    return { policy: compilePolicy(parsePolicy(document), 'draft', zoneDataVersion) };
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error;
    return {
      faults: error.faults.map(({ path, message }) => ({ pointer: faultPointer(path), message })),
    };
  }
};

const promisesOf = (now: Policy, draft: Policy, atMs: number): PolicyPreview['promises'] =>
  everyImpact().map((impact) => {
    const [before, after] = [now, draft].map((policy) => {
      const { priority, targets } = toPreview(policy, impact, atMs);
      return { priority, targets };
    }) as [PolicyPreview['promises'][number]['now'], PolicyPreview['promises'][number]['now']];
    return { impact, isChanged: JSON.stringify(before) !== JSON.stringify(after), now: before, draft: after };
  });

/** The hours and targets of a priority, as they are written. */
const termsText = (policy: Policy, priority: Priority): string => {
  const { calendar, targets } = policy.termsFor(priority);
  const definition = policy.document.calendars.find(({ id }) => id === calendar.id);
  return JSON.stringify([definition, targets]);
};

/** How many tickets that are open now would have been promised otherwise under the draft, had they their priority there. */
const openTicketsOf = async (
  { reads }: ApiContext,
  now: Policy,
  draft: Policy,
): Promise<PolicyPreview['openTickets']> => {
  const byPriority = [];
  for (const priority of prioritySchema.options) {
    const { total } = await reads.queue({ priority: [priority], limit: 1 });
    const isChanged = termsText(now, priority) !== termsText(draft, priority);
    byPriority.push({ priority, open: total, isChanged });
  }
  const sum = (rows: readonly { readonly open: number }[]) =>
    rows.reduce((total, { open }) => total + open, 0);
  return {
    total: sum(byPriority),
    otherTargets: sum(byPriority.filter(({ isChanged }) => isChanged)),
    byPriority,
  };
};

const differencesRoute = (app: ApiServer, { book }: ApiContext): void => {
  app.route({
    method: policyDifferences.method,
    url: policyDifferences.url,
    config: guarded(policyDifferences),
    schema: {
      ...described('policyDifferences', policyDifferences),
      querystring: policyDifferences.querystring,
      response: { 200: policyDifferences.response, ...problemResponses(policyDifferences.problems) },
    },
    handler: async (request, reply) => {
      await book.refresh();
      const { from, to } = request.query;
      const differences = differencesOf(versionIn(book, from).document, versionIn(book, to).document);
      return reply.send({ from, to, differences });
    },
  });
};

/** Without the faults that lie between its parts, which no schema can say. */
const documentSchema = z.toJSONSchema(policyDocument, { io: 'input' }) as Record<string, unknown>;

const schemaRoute = (app: ApiServer): void => {
  app.route({
    method: policySchema.method,
    url: policySchema.url,
    config: guarded(policySchema),
    schema: {
      ...described('policySchema', policySchema),
      response: { 200: policySchema.response, ...problemResponses(policySchema.problems) },
    },
    handler: async (_, reply) => reply.send({ schema: documentSchema }),
  });
};

const previewRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: previewPolicy.method,
    url: previewPolicy.url,
    config: guarded(previewPolicy),
    schema: {
      ...described('previewPolicy', previewPolicy),
      body: previewPolicy.body,
      response: { 200: previewPolicy.response, ...problemResponses(previewPolicy.problems) },
    },
    handler: async (request, reply) => {
      const { document } = request.body;
      const now = context.book.currentPolicy();
      const draft = compileDraft(document, now);
      const compared = 'faults' in draft ? document : draft.policy.document;
      const common = { differences: differencesOf(now.document, compared) };
      if ('faults' in draft)
        return reply.send({
          ...common,
          valid: false,
          faults: draft.faults,
          promises: [],
          openTickets: null,
        });
      return reply.send({
        ...common,
        valid: true,
        faults: [],
        promises: promisesOf(now, draft.policy, context.env.now()),
        openTickets: await openTicketsOf(context, now, draft.policy),
      });
    },
  });
};

/** `GET /policy/differences`, `GET /policy/schema`, `POST /policy/preview`. */
export const policyDraftRoutes = (app: ApiServer, context: ApiContext): void => {
  differencesRoute(app, context);
  schemaRoute(app);
  previewRoute(app, context);
};
