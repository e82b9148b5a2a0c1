import { routes } from '@caselog/api-contract';
import { UnknownPolicyVersionError, type LoadedTicket, type PolicyBook } from '@caselog/helpdesk';
import { dueMoments, governingPolicy, ticketClock } from '@caselog/ticket-clock';
import { toClockView, type ClockAccount } from '../clock-view.ts';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { seenTicket } from '../permission.ts';
import { MalformedRequestError } from '../problems/errors.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { clock: clockRoute } = routes;

const inQuery = (pointer: string, message: string): MalformedRequestError =>
  new MalformedRequestError([{ in: 'query', pointer, message }]);

const assertZone = (zone: string): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0);
  } catch (error) {
    if (error instanceof RangeError) throw inQuery('/zone', 'must be a time zone such as Europe/Paris');
    throw error;
  }
};

/** The moment asked for; without one, now, or a ticket's own last moment where that is dated ahead of this clock. */
const untilOf = ({ history }: LoadedTicket, at: string | undefined, nowMs: number): number => {
  if (at === undefined)
    return Math.max(nowMs, ...history.map(({ metadata }) => Date.parse(metadata.occurredAt)));
  const untilMs = Date.parse(at);
  if (untilMs > nowMs) throw inQuery('/at', 'must not lie ahead');
  return untilMs;
};

type Reading = Pick<ClockAccount, 'clock' | 'due' | 'policy'>;

const read = (book: PolicyBook, { history }: LoadedTicket, untilMs: number): Reading => {
  const seen = history.filter(({ metadata }) => Date.parse(metadata.occurredAt) <= untilMs);
  const clock = ticketClock(history, book, untilMs);
  if (!clock) throw inQuery('/at', 'must not lie before the ticket was opened');
  return { clock, due: dueMoments(clock, seen, book), policy: governingPolicy(book, clock.state) };
};

/** Reads under the policies this process knows, and learns of those another has published since. */
export const readFresh = async (
  book: PolicyBook,
  ticket: LoadedTicket,
  untilMs: number,
): Promise<Reading> => {
  try {
    return read(book, ticket, untilMs);
  } catch (error) {
    if (!(error instanceof UnknownPolicyVersionError)) throw error;
    await book.refresh();
    return read(book, ticket, untilMs);
  }
};

/** `GET /tickets/{ticketId}/clock`. */
export const clockRoutes = (app: ApiServer, context: ApiContext): void => {
  const { book, env } = context;
  app.route({
    method: clockRoute.method,
    url: clockRoute.url,
    config: guarded(clockRoute),
    schema: {
      ...described('clock', clockRoute),
      params: clockRoute.params,
      querystring: clockRoute.querystring,
      response: { 200: clockRoute.response, ...problemResponses(clockRoute.problems) },
    },
    handler: async (request, reply) => {
      const { at, zone: wanted } = request.query;
      if (wanted !== undefined) assertZone(wanted);
      const ticketId = request.params.ticketId.toLowerCase();
      const { loaded } = await seenTicket(context, principalOf(request), ticketId);
      const nowMs = env.now();
      const reading = await readFresh(book, loaded, untilOf(loaded, at, nowMs));
      const { priority } = reading.clock.state.context;
      const zone = wanted ?? reading.policy.calendarFor(priority).zone;
      return reply.send(toClockView({ ticketId, ...reading, zone, nowMs }));
    },
  });
};
