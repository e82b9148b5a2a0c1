import { routes } from '@caselog/api-contract';
import { ProblemError } from '@caselog/intake';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { seenTicket } from '../permission.ts';
import { toTicketView } from '../views.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { receipts: receiptsRoute, proof: proofRoute } = routes;

const listRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: receiptsRoute.method,
    url: receiptsRoute.url,
    config: guarded(receiptsRoute),
    schema: {
      ...described('receipts', receiptsRoute),
      params: receiptsRoute.params,
      response: { 200: receiptsRoute.response, ...problemResponses(receiptsRoute.problems) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const seen = await seenTicket(context, principal, request.params.ticketId.toLowerCase());
      const { receipts } = context;
      // Only what the reader is shown has a receipt for the reader.
      const { history } = toTicketView(seen, principal);
      const found = await Promise.all(
        history.map(async ({ position, revision }) => ({
          position,
          revision,
          leafHash: await receipts?.leafHashAt(position),
        })),
      );
      return reply.send({
        receipts: found.flatMap(({ leafHash, ...place }) =>
          leafHash === undefined ? [] : { ...place, leafHash },
        ),
        log: (await receipts?.log()) ?? null,
      });
    },
  });
};

const oneRoute = (app: ApiServer, context: ApiContext): void => {
  app.route({
    method: proofRoute.method,
    url: proofRoute.url,
    config: guarded(proofRoute),
    schema: {
      ...described('proof', proofRoute),
      params: proofRoute.params,
      response: { 200: proofRoute.response, ...problemResponses(proofRoute.problems) },
    },
    handler: async (request, reply) => {
      const { ticketId, revision } = request.params;
      const { loaded } = await seenTicket(context, principalOf(request), ticketId.toLowerCase());
      const event = loaded.history.find((each) => each.revision === revision);
      const proof = event && (await context.receipts?.proofAt(event.position));
      if (proof === undefined)
        throw new ProblemError('no-such-entry', {
          detail: event
            ? 'this event is not signed yet: ask again in a moment'
            : `there is no revision ${revision}`,
        });
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', `attachment; filename="${loaded.ticketId}-${revision}.tlog-proof"`)
        .send(proof);
    },
  });
};

/** `GET /tickets/{ticketId}/receipts`, and the proof of one event. */
export const receiptRoutes = (app: ApiServer, context: ApiContext): void => {
  listRoute(app, context);
  oneRoute(app, context);
};
