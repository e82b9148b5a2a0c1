import { stateOf, type StateColumns } from '../fold/state-columns.ts';
import type { Difference, Differences } from './difference.ts';
import type { ExpectedTicket } from './expected.ts';

/** Reads the rows of a table in the order of ticket ids, behind `after`. */
export type ReadStates = (after: string, limit: number) => Promise<readonly StateColumns[]>;

const rowsAPage = 1_000;

const foldedOf = ({ state, visits, revision, position }: ExpectedTicket) => ({
  configuration: state.configuration.key,
  context: state.context,
  stateSince: visits.at(-1)!.since,
  revision,
  position,
});

const heldBy = (row: StateColumns) => ({
  configuration: row.configuration,
  context: stateOf(row).context,
  stateSince: row.state_since,
  revision: row.revision,
  position: row.position,
});

/** Compares what each model goes on folding from: one row for every ticket of the ledger, and no other. */
export const compareStates = async (
  model: Difference['model'],
  read: ReadStates,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const found = new Set<string>();
  for (let after = ''; ;) {
    const rows = await read(after, rowsAPage);
    for (const row of rows) {
      found.add(row.ticket_id);
      const ticket = expected.get(row.ticket_id);
      if (ticket) differences.compare(model, row.ticket_id, foldedOf(ticket), heldBy(row));
      else differences.add({ model, place: row.ticket_id, field: 'ticket', expected: 'none', found: 'one' });
    }
    if (rows.length < rowsAPage) break;
    after = rows.at(-1)!.ticket_id;
  }
  for (const ticketId of expected.keys())
    if (!found.has(ticketId))
      differences.add({ model, place: ticketId, field: 'ticket', expected: 'one', found: 'none' });
};
