import type { Principal } from '@caselog/access-control';
import { defaultAttachmentLimits, takenMediaTypes } from '@caselog/attachments';
import { routes, type HelpResponse, type OutageResponse, type TicketPreview } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import { entitlementOf, type Policy } from '@caselog/policy';
import type { Impact } from '@caselog/ticket';
import { promiseInWords, promiseOf } from '@caselog/ticket-clock';
import type { ApiContext } from '../options.ts';
import { createOutages } from '../outages.ts';
import { readerWords, type ReaderWords } from '../reader-words.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { help, previewTicket } = routes;

type Standing = Pick<HelpResponse, 'entitled' | 'edition' | 'channels' | 'helpedAt'>;

const unknown: Standing = { entitled: null, edition: null, channels: [], helpedAt: null };

/** What the caller may do, as the gate will say it when a ticket is opened. Source: domain, "Who may ask, and where". */
const standingOf = async (
  { registers }: ApiContext,
  policy: Policy,
  principal: Principal | undefined,
  words: ReaderWords,
): Promise<Standing> => {
  if (!principal?.roles.includes('requester')) return unknown;
  const { customerId } = principal;
  const customer = customerId === undefined ? undefined : await registers.customers.load(customerId);
  const isAdministrator = customer?.administrators.includes(principal.id) ?? false;
  const caller =
    customer && isAdministrator
      ? ({ kind: 'administrator', edition: customer.edition } as const)
      : ({ kind: 'unknown' } as const);
  const entitlement = entitlementOf(policy, caller);
  const edition = customer?.edition ?? null;
  return entitlement.entitled
    ? { entitled: true, edition, channels: [...entitlement.channels], helpedAt: null }
    : { entitled: false, edition, channels: [], helpedAt: words.pointer(entitlement.pointer) };
};

const selfHelpOf = ({ document }: Policy, { pointer }: ReaderWords): HelpResponse['selfHelp'] => {
  const { unknown: everybody, lostPassword, consumer } = document.otherCallers;
  return [
    { for: 'everybody', ...pointer(everybody) },
    { for: 'lost-password', ...pointer(lostPassword) },
    { for: 'consumer', ...pointer(consumer) },
  ];
};

const languagesOf = ({ document }: Policy): string[] => {
  const spoken = document.channels.flatMap(({ offers }) =>
    offers.flatMap(({ languages }) => (languages === '*' ? [] : languages)),
  );
  return [...new Set(spoken)];
};

const affecting = (outages: readonly OutageResponse[], service: string | undefined): OutageResponse[] =>
  outages.filter(({ affects }) => service === undefined || affects.length === 0 || affects.includes(service));

/** What a ticket of this impact is promised now, as the API shows it. Pure. */
export const toPreview = (policy: Policy, impact: Impact, atMs: number): TicketPreview => {
  const promise = promiseOf(policy, impact, atMs);
  const { priority, calendar, openNow, opensAtMs, targets } = promise;
  return {
    at: toInstant(atMs),
    policyVersion: policy.version,
    priority,
    calendar: { ...calendar, openNow, opensAt: opensAtMs === undefined ? null : toInstant(opensAtMs) },
    targets: targets.map(({ dueAtMs, within, ...target }) => ({
      ...target,
      within: { ...within } as Record<string, number>,
      dueAt: toInstant(dueAtMs),
    })),
    words: promiseInWords(promise, impact),
  };
};

const helpRoute = (app: ApiServer, context: ApiContext): void => {
  const known = createOutages(context.store);
  app.route({
    method: help.method,
    url: help.url,
    config: guarded(help),
    schema: {
      ...described('help', help),
      querystring: help.querystring,
      response: { 200: help.response, ...problemResponses(help.problems) },
    },
    handler: async (request, reply) => {
      const policy = context.book.currentPolicy();
      const words = await readerWords(request, reply);
      const open = await known.open();
      const { fileBytesMax } = context.attachments?.limits ?? defaultAttachmentLimits;
      return reply.send({
        ...(await standingOf(context, policy, request.principal, words)),
        languages: languagesOf(policy),
        selfHelp: selfHelpOf(policy, words),
        outages: affecting(open, request.query.service),
        services: [...new Set(open.flatMap(({ affects }) => affects))].sort(),
        files: { bytesMax: fileBytesMax, mediaTypes: [...takenMediaTypes] },
        privacyTerms: policy.document.partnerTerms.privacyTerms,
      });
    },
  });
};

const previewRoute = (app: ApiServer, { book, env }: ApiContext): void => {
  app.route({
    method: previewTicket.method,
    url: previewTicket.url,
    config: guarded(previewTicket),
    schema: {
      ...described('previewTicket', previewTicket),
      body: previewTicket.body,
      response: { 200: previewTicket.response, ...problemResponses(previewTicket.problems) },
    },
    handler: async (request, reply) =>
      reply.send(toPreview(book.currentPolicy(), request.body.impact, env.now())),
  });
};

/** `GET /help-desk`, `POST /tickets/preview`. */
export const helpRoutes = (app: ApiServer, context: ApiContext): void => {
  helpRoute(app, context);
  previewRoute(app, context);
};
