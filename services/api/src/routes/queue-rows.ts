import { readsWhole, type Principal } from '@caselog/access-control';
import { routes, type QueueRow, type QueueRowsResponse } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { LoadedTicket } from '@caselog/helpdesk';
import { withheld } from '@caselog/ticket';
import type { TicketClock } from '@caselog/ticket-clock';
import { principalOf } from '../door.ts';
import type { ApiContext } from '../options.ts';
import { toStandingClock } from '../standing-clock.ts';
import { readFresh } from './clock.ts';
import { described, guarded, problemResponses, type ApiServer } from './server.ts';

const { queueRows } = routes;

type Entry = QueueRowsResponse['rows'][number];

const subjectOf = ({ history }: LoadedTicket, reader: Principal): string | null => {
  const { subject } = (history[0]?.data ?? {}) as { readonly subject?: unknown };
  if (typeof subject !== 'string') return null;
  return readsWhole(reader) ? subject : withheld;
};

const rowOf = (loaded: LoadedTicket, { state, ledger }: TicketClock, reader: Principal): QueueRow => {
  const { ticketId, revision, history } = loaded;
  const { context, configuration } = state;
  const entered = history.find(({ id }) => id === ledger.intervals.at(-1)?.openedBy);
  return {
    ticketId,
    subject: subjectOf(loaded, reader),
    priority: context.priority,
    lifecycle: configuration.lifecycle,
    openedAt: context.openedAt,
    waitingSince: entered?.metadata.occurredAt ?? context.openedAt,
    language: context.language,
    assigneeId: context.assigneeId,
    team: context.team,
    revision,
    position: history.at(-1)?.position ?? 0,
  };
};

/** `GET /queue/rows`. */
export const queueRowRoutes = (app: ApiServer, context: ApiContext): void => {
  const { book, env, helpdesk } = context;
  const entryOf = async (ticketId: string, nowMs: number, reader: Principal): Promise<Entry | undefined> => {
    const loaded = await helpdesk.load(ticketId);
    if (!loaded) return undefined;
    // A ticket may be dated ahead of this clock by a source that said so.
    const lastMs = Math.max(...loaded.history.map(({ metadata }) => Date.parse(metadata.occurredAt)));
    const { clock, policy } = await readFresh(book, loaded, Math.max(nowMs, lastMs));
    const calendar = policy.calendarFor(clock.state.context.priority);
    return { row: rowOf(loaded, clock, reader), clock: toStandingClock(loaded, clock, calendar, nowMs) };
  };
  app.route({
    method: queueRows.method,
    url: queueRows.url,
    config: guarded(queueRows),
    schema: {
      ...described('queueRows', queueRows),
      querystring: queueRows.querystring,
      response: { 200: queueRows.response, ...problemResponses(queueRows.problems) },
    },
    handler: async (request, reply) => {
      const nowMs = env.now();
      const reader = principalOf(request);
      const ids = [...new Set(request.query.tickets.map((id) => id.toLowerCase()))];
      const found = await Promise.all(ids.map((id) => entryOf(id, nowMs, reader)));
      const rows = found.filter((entry) => entry !== undefined);
      return reply.header('cache-control', 'no-store').send({ now: toInstant(nowMs), rows });
    },
  });
};
