import { quantile } from '@caselog/discovery';
import { holderOf } from '@caselog/ticket-clock';
import type { BoardDefinition } from '../view/board.ts';
import { column, count, figure, label, row, wholeMs } from '../view/table.ts';
import { isOpen, type Seen } from '../view/view.ts';

const listedMost = 50;

/** When it came to where it stands: where times run backwards, no earlier than what came before it. */
const sinceMs = ({ entries }: Seen): number => Math.max(...entries.map(({ atMs }) => atMs));

const holders = [
  ['desk', 'the desk'],
  ['requester', 'the requester'],
  ['third-party', 'a third party'],
] as const;

/** Who has waited longest. */
export const waiting: BoardDefinition = {
  id: 'waiting',
  title: 'Waiting longest',
  shows: 'Which open tickets have stood longest where they stand, and who holds them.',
  isOfEventsAlone: false,
  draw: ({ seen, query: { asOfMs } }) => {
    const open = seen
      .filter(({ last }) => isOpen(last))
      .map((one) => ({ one, waitedMs: asOfMs - sinceMs(one) }))
      .toSorted(
        (a, b) => b.waitedMs - a.waitedMs || (a.one.ticket.ticketId < b.one.ticket.ticketId ? -1 : 1),
      );
    const waited = 'Open tickets of the population: elapsed time since they entered the state they stand in';
    return {
      tables: [
        {
          id: 'holders',
          title: 'By who holds them',
          formula: `${waited}, by who holds the ticket in that state.`,
          n: { value: open.length, of: 'open tickets' },
          columns: [
            column('holder', 'Held by', 'text'),
            column('tickets', 'Tickets', 'tickets'),
            column('median', 'Median wait', 'ms'),
            column('p90', '90 % within', 'ms'),
            column('longest', 'Longest', 'ms'),
          ],
          rows: holders.map(([holder, words]) => {
            const own = open.filter(({ one }) => holderOf(one.last.state) === holder);
            const waits = Float64Array.from(own, ({ waitedMs }) => waitedMs).sort();
            const members = own.map(({ one }) => one);
            const at = (p: number) =>
              figure(waits.length === 0 ? null : wholeMs(quantile(waits, p)), members);
            return row(holder, label(words), count(members), at(0.5), at(0.9), at(1));
          }),
        },
        {
          id: 'tickets',
          title: 'The longest',
          formula: `${waited}; the ${listedMost} longest, ties by ticket.`,
          n: { value: open.length, of: 'open tickets' },
          columns: [
            column('ticket', 'Ticket', 'text'),
            column('state', 'State', 'text'),
            column('priority', 'Priority', 'text'),
            column('team', 'Team', 'text'),
            column('since', 'Since', 'instant'),
            column('waited', 'Waited', 'ms'),
            column('age', 'Since it was opened', 'ms'),
          ],
          rows: open
            .slice(0, listedMost)
            .map(({ one, waitedMs }) =>
              row(
                one.ticket.ticketId,
                label(one.ticket.ticketId),
                label(one.last.state),
                label(one.standing.priority),
                label(one.standing.team),
                label(new Date(sinceMs(one)).toISOString()),
                figure(waitedMs, [one]),
                figure(asOfMs - one.entries[0]!.atMs, [one]),
              ),
            ),
        },
      ],
    };
  },
};
