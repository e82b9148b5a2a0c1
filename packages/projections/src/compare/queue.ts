import type { ReadModelsTransaction } from '../database/schema.ts';
import type { QueueRow } from '../queue/queries.ts';
import type { Differences } from './difference.ts';
import type { ExpectedTicket } from './expected.ts';
import { compareStates } from './state-rows.ts';

type Listed = Omit<QueueRow, 'revision' | 'position'>;

const listedOf = ({ ticketId, state, visits }: ExpectedTicket): Listed => {
  const { priority, assigneeId, team, language } = state.context;
  return {
    ticketId,
    lifecycle: state.configuration.lifecycle,
    priority,
    openedAt: visits[0]!.since,
    waitingSince: visits.at(-1)!.since,
    assigneeId,
    team,
    language,
  };
};

/** Compares texts by their code units, as UUIDs and instants sort. Pure. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The queue as it should read: everybody whose ticket is neither resolved nor surveyed, in the order of work. Pure. */
const expectedQueue = (expected: ReadonlyMap<string, ExpectedTicket>): readonly Listed[] =>
  [...expected.values()]
    .map(listedOf)
    .filter(({ lifecycle }) => lifecycle !== 'resolved' && lifecycle !== 'surveyed')
    .toSorted(
      (a, b) =>
        byText(a.priority, b.priority) || byText(a.openedAt, b.openedAt) || byText(a.ticketId, b.ticketId),
    );

const heldQueue = async (trx: ReadModelsTransaction): Promise<readonly Listed[]> => {
  const rows = await trx
    .selectFrom('queue_ticket')
    .selectAll()
    .where('is_open', '=', 1)
    .orderBy('priority')
    .orderBy('opened_at')
    .orderBy('ticket_id')
    .execute();
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    lifecycle: row.lifecycle as Listed['lifecycle'],
    priority: row.priority as Listed['priority'],
    openedAt: row.opened_at,
    waitingSince: row.state_since,
    assigneeId: row.assignee_id,
    team: row.team,
    language: row.language,
  }));
};

/** Compares the queue row by row, in its order. */
export const compareQueue = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const states = (after: string, limit: number) =>
    trx
      .selectFrom('queue_ticket')
      .selectAll()
      .where('ticket_id', '>', after)
      .orderBy('ticket_id')
      .limit(limit)
      .execute();
  await compareStates('queue', states, expected, differences);
  const should = expectedQueue(expected);
  const held = await heldQueue(trx);
  for (let place = 0; place < Math.max(should.length, held.length); place += 1)
    differences.compare(
      'queue',
      `place ${place + 1}`,
      should[place] ?? { ticketId: undefined },
      held[place] ?? {},
    );
};
