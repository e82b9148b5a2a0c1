import type { BoardDefinition } from '../view/board.ts';
import { column, count, figure, label, ratio, row, type Row } from '../view/table.ts';
import type { Entry } from '../cases/case.ts';
import type { Seen } from '../view/view.ts';

const firstResolution = ({ entries }: Seen): Entry | undefined =>
  entries.find(({ state }) => state === 'resolved');
const episodes = ({ last }: Seen): number => last.episode;
const wasReopened = (seen: Seen): boolean => episodes(seen) > 1;
const monthOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 7);

const line = (key: string, name: string, resolved: readonly Seen[]): Row => {
  const reopened = resolved.filter(wasReopened);
  const times = reopened.reduce((sum, seen) => sum + episodes(seen) - 1, 0);
  return row(
    key,
    label(name),
    count(resolved),
    count(reopened),
    figure(ratio(reopened.length, resolved.length), resolved),
    figure(times, reopened),
  );
};

const columns = (name: string) => [
  column('of', name, 'text'),
  column('resolved', 'Resolved at least once', 'tickets'),
  column('reopened', 'Of them reopened', 'tickets'),
  column('rate', 'Reopen rate', 'share'),
  column('times', 'Reopenings', 'steps'),
];

/** How many of the tickets that were resolved came back. */
export const reopening: BoardDefinition = {
  id: 'reopening',
  title: 'Reopenings',
  shows: 'How many tickets that were resolved came back.',
  isOfEventsAlone: true,
  draw: ({ seen }) => {
    const resolved = seen.filter((one) => firstResolution(one));
    const months = Map.groupBy(resolved, (one) => monthOf(firstResolution(one)!.atMs));
    const byEpisodes = Map.groupBy(seen, episodes);
    const rate =
      'Tickets of the population that were reopened at least once, of those that were resolved at least once, by the instant';
    return {
      tables: [
        {
          id: 'rate',
          title: 'Reopen rate',
          formula: `${rate}.`,
          n: { value: resolved.length, of: 'tickets resolved at least once' },
          columns: columns('Population'),
          rows: [line('all', 'all', resolved)],
        },
        {
          id: 'months',
          title: 'By month of first resolution',
          formula: `${rate}, by the month (UTC) in which they were first resolved; recent months have had less time to come back.`,
          n: { value: resolved.length, of: 'tickets resolved at least once' },
          columns: columns('Month'),
          rows: [...months]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([month, own]) => line(month, month, own)),
        },
        {
          id: 'episodes',
          title: 'Episodes of a ticket',
          formula: 'Every ticket of the population once, by how many episodes it has had.',
          n: { value: seen.length, of: 'tickets' },
          columns: [column('episodes', 'Episodes', 'index'), column('tickets', 'Tickets', 'tickets')],
          rows: [...byEpisodes]
            .toSorted(([a], [b]) => a - b)
            .map(([number, own]) => row(`${number}`, label(number), count(own))),
        },
      ],
    };
  },
};
