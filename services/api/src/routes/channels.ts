import { readsWhole, type Principal } from '@caselog/access-control';
import { routes, type ChannelsResponse } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import { channelsAt, entitlementOf, type Policy } from '@caselog/policy';
import { CalendarRangeError } from '@caselog/sla';
import type { ApiContext } from '../options.ts';
import { MalformedRequestError } from '../problems/errors.ts';
import { readerWords } from '../reader-words.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { channels } = routes;
type Channel = ChannelsResponse['channels'][number];

const instantOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : toInstant(ms));

/** How channels are reached is told to those who may use them. Source: domain, "Who may ask, and where". */
const reachable = async (
  { registers }: ApiContext,
  principal: Principal | undefined,
  policy: Policy,
): Promise<(channel: string) => boolean> => {
  if (principal && readsWhole(principal)) return () => true;
  const customerId = principal?.roles.includes('requester') ? principal.customerId : undefined;
  const customer = customerId === undefined ? undefined : await registers.customers.load(customerId);
  if (!principal || !customer?.administrators.includes(principal.id)) return () => false;
  const entitlement = entitlementOf(policy, { kind: 'administrator', edition: customer.edition });
  return (channel) => entitlement.entitled && entitlement.channels.some((each) => each === channel);
};

const hoursAt = (policy: Policy, language: string, atMs: number): ReturnType<typeof channelsAt> => {
  try {
    return channelsAt(policy, language, atMs);
  } catch (error) {
    if (!(error instanceof CalendarRangeError)) throw error;
    const message = 'must lie in the years 1900 to 2199';
    throw new MalformedRequestError([{ in: 'query', pointer: '/at', message }]);
  }
};

/** `GET /channels`. */
export const channelRoutes = (app: ApiServer, context: ApiContext): void => {
  const { book, env } = context;
  app.route({
    method: channels.method,
    url: channels.url,
    config: guarded(channels),
    schema: {
      ...described('channels', channels),
      querystring: channels.querystring,
      response: { 200: channels.response, ...problemResponses(channels.problems) },
    },
    handler: async (request, reply) => {
      const { language, at = toInstant(env.now()) } = request.query;
      const policy = book.currentPolicy();
      const mayReach = await reachable(context, request.principal, policy);
      const words = await readerWords(request, reply);
      const accessTo = (channel: string): string | null => {
        const offer = policy.document.channels.find((each) => each.channel === channel);
        return mayReach(channel) && offer ? words.text(offer.access, offer.translations) : null;
      };
      const shown = hoursAt(policy, language, Date.parse(at)).map(
        ({ channel, served, open, opensAtMs, closesAtMs, zone }): Channel => ({
          channel: channel as Channel['channel'],
          served,
          open,
          opensAt: instantOrNull(opensAtMs),
          closesAt: instantOrNull(closesAtMs),
          zone: zone ?? null,
          access: accessTo(channel),
        }),
      );
      return reply.send({ language, at, policyVersion: policy.version, channels: shown });
    },
  });
};
