import type { ReadModelsTransaction } from '../database/schema.ts';
import { ticketsById, type TicketDetails } from '../ticket/queries.ts';
import type { Differences } from './difference.ts';
import { chainDigest, type ExpectedTicket } from './expected.ts';
import { compareStates } from './state-rows.ts';

const rowsAPage = 1_000;

const detailsOf = ({ opening, state, visits, updatedAt }: ExpectedTicket) => ({
  lifecycle: state.configuration.lifecycle,
  stateSince: visits.at(-1)!.since,
  subject: opening.subject,
  channel: opening.channel,
  source: opening.source ?? null,
  openedAt: visits[0]!.since,
  updatedAt,
  resolvedAt: state.context.resolvedAt,
  episodes: state.context.episode,
});

const compareDetails = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  let page: readonly TicketDetails[];
  for (let after = ''; ; after = page.at(-1)!.ticketId) {
    page = await ticketsById(trx, { after, limit: rowsAPage });
    for (const details of page) {
      const ticket = expected.get(details.ticketId);
      if (ticket) differences.compare('ticket', details.ticketId, detailsOf(ticket), details, ['subject']);
    }
    if (page.length < rowsAPage) return;
  }
};

const historyRows = (trx: ReadModelsTransaction, opened: number, revision: number) =>
  trx
    .selectFrom('ticket_event')
    .selectAll()
    .where((eb) => eb(eb.refTuple('opened_position', 'revision'), '>', eb.tuple(opened, revision)))
    .orderBy('opened_position')
    .orderBy('revision')
    .limit(rowsAPage)
    .execute();
type HistoryRow = Awaited<ReturnType<typeof historyRows>>[number];

/** The row in the form over which {@link ExpectedTicket.digest} is made. */
const entryOf = (row: HistoryRow) => ({
  revision: row.revision,
  position: row.position,
  type: row.type,
  at: row.at,
  recordedAt: row.recorded_at,
  actor: row.actor,
  lifecycleBefore: row.lifecycle_before,
  lifecycleAfter: row.lifecycle_after,
  inferred: row.inferred === 1,
  episode: row.episode,
  data: row.data,
});

/** The digest and number of the history rows of every ticket, by the position of its opening. */
const historyDigests = async (
  trx: ReadModelsTransaction,
): Promise<ReadonlyMap<number, { entries: number; digest: string }>> => {
  const digests = new Map<number, { entries: number; digest: string }>();
  let last: HistoryRow | undefined;
  do {
    const rows = await historyRows(trx, last?.opened_position ?? -1, last?.revision ?? -1);
    for (const row of rows) {
      const opened = row.opened_position;
      const { entries, digest } = digests.get(opened) ?? { entries: 0, digest: '' };
      digests.set(opened, { entries: entries + 1, digest: chainDigest(digest, entryOf(row)) });
    }
    last = rows.length === rowsAPage ? rows.at(-1) : undefined;
  } while (last);
  return digests;
};

const compareHistories = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const digests = new Map(await historyDigests(trx));
  for (const { ticketId, openedPosition, entries, digest } of expected.values()) {
    const found = digests.get(openedPosition) ?? { entries: 0, digest: 'none' };
    differences.compare('ticket', `history of ${ticketId}`, { entries, digest }, found);
    digests.delete(openedPosition);
  }
  for (const [opened, { entries }] of digests)
    differences.add({
      model: 'ticket',
      place: `history of a ticket opened at position ${opened}`,
      field: 'entries',
      expected: '0',
      found: `${entries}`,
    });
};

/** Who asked, and who was ever given the ticket: by these people find their own. */
const compareWhose = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const rows = await trx
    .selectFrom('ticket')
    .select(['ticket_id', 'opened_position', 'requester_id', 'customer_id'])
    .execute();
  const referrals = Map.groupBy(
    await trx.selectFrom('ticket_referral').selectAll().orderBy('partner_id').execute(),
    (row) => row.opened_position,
  );
  for (const { ticket_id, opened_position, requester_id, customer_id } of rows) {
    const ticket = expected.get(ticket_id);
    if (!ticket) continue;
    const { requesterId, customerId } = ticket.state.context;
    const partners = (referrals.get(opened_position) ?? []).map(({ partner_id }) => partner_id);
    differences.compare(
      'ticket',
      ticket_id,
      { requesterId, customerId, partners: [...ticket.partners].sort() },
      { requesterId: requester_id, customerId: customer_id, partners },
    );
  }
};

/** Compares the tickets as they stand, and every row of their histories. */
export const compareTickets = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const states = (after: string, limit: number) =>
    trx
      .selectFrom('ticket')
      .selectAll()
      .where('ticket_id', '>', after)
      .orderBy('ticket_id')
      .limit(limit)
      .execute();
  await compareStates('ticket', states, expected, differences);
  await compareDetails(trx, expected, differences);
  await compareWhose(trx, expected, differences);
  await compareHistories(trx, expected, differences);
};
