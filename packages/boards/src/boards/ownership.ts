import type { Priority } from '@caselog/ticket';
import type { BoardDefinition } from '../view/board.ts';
import { timesOf, type EpisodeTime } from '../view/clock.ts';
import {
  column,
  distinct,
  figure,
  label,
  ratio,
  row,
  type Cell,
  wholeMs,
  type Table,
} from '../view/table.ts';
import type { Seen, View } from '../view/view.ts';

type Part = Exclude<keyof EpisodeTime, 'episode'>;

const owners: readonly (readonly [key: string, words: string, part: Part])[] = [
  ['desk', 'desk', 'deskMs'],
  ['requester', 'requester', 'requesterMs'],
  ['third-party', 'third party', 'thirdPartyMs'],
  ['closed-hours', 'closed hours', 'closedHoursMs'],
];

/** A stretch of one ticket's time: one of its episodes. */
interface Stretch {
  readonly seen: Seen;
  readonly time: EpisodeTime;
}

const sumOf = (stretches: readonly Stretch[], part: Part): number =>
  stretches.reduce((sum, { time }) => sum + time[part], 0);
const owned = (time: EpisodeTime): number => owners.reduce((sum, [, , part]) => sum + time[part], 0);
const having = (stretches: readonly Stretch[], has: (time: EpisodeTime) => boolean): readonly Seen[] =>
  stretches.filter(({ time }) => has(time)).map(({ seen }) => seen);

const total = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { time }) => sum + owned(time), 0);
const cellOf = (stretches: readonly Stretch[], part: Part): Cell =>
  figure(
    sumOf(stretches, part),
    having(stretches, (time) => time[part] > 0),
  );
const totalCell = (stretches: readonly Stretch[]): Cell =>
  figure(
    total(stretches),
    having(stretches, (time) => owned(time) > 0),
  );

const byOwner = (stretches: readonly Stretch[], tickets: number): Table => {
  const whole = total(stretches);
  const line = (key: string, words: string, ms: number, share: number | null, behind: readonly Seen[]) =>
    row(
      key,
      label(words),
      figure(ms, behind),
      figure(share, behind),
      figure(distinct(behind).length, behind),
      figure(wholeMs(ratio(ms, tickets)), behind),
    );
  const nobody = having(stretches, (time) => time.nobodyMs > 0);
  return {
    id: 'owners',
    title: 'Who owned the time',
    formula:
      'Time of the population’s tickets from opening to the instant, each second with exactly one owner; closed hours by the calendar that governs the ticket. Shares are of the time between openings (or reopenings) and resolutions; after a resolution nobody owns it. Mean: over all tickets of the population.',
    n: { value: tickets, of: 'tickets' },
    columns: [
      column('owner', 'Owner', 'text'),
      column('total', 'Time', 'ms'),
      column('share', 'Share', 'share'),
      column('tickets', 'Tickets with any', 'tickets'),
      column('mean', 'Mean of a ticket', 'ms'),
    ],
    rows: [
      ...owners.map(([key, words, part]) =>
        line(
          key,
          words,
          sumOf(stretches, part),
          ratio(sumOf(stretches, part), whole),
          having(stretches, (time) => time[part] > 0),
        ),
      ),
      line(
        'open',
        'all of it',
        whole,
        ratio(whole, whole),
        having(stretches, (time) => owned(time) > 0),
      ),
      line('nobody', 'nobody, after a resolution', sumOf(stretches, 'nobodyMs'), null, nobody),
    ],
  };
};

const group = (
  about: Pick<Table, 'id' | 'title' | 'formula'>,
  name: string,
  n: number,
  groups: readonly (readonly [key: string, stretches: readonly Stretch[]])[],
): Table => ({
  ...about,
  n: { value: n, of: 'tickets' },
  columns: [
    column('group', name, 'text'),
    ...owners.map(([key, words]) => column(key, words, 'ms')),
    column('all', 'All of it', 'ms'),
  ],
  rows: groups.map(([key, own]) =>
    row(key, label(key), ...owners.map(([, , part]) => cellOf(own, part)), totalCell(own)),
  ),
});

const priorities: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

/** Whose time it was: the clock ledger, summed. */
export const ownership: BoardDefinition = {
  id: 'ownership',
  title: 'Whose time it was',
  shows: 'How the time of tickets was owned by the desk, requesters, third parties and closed hours.',
  isOfEventsAlone: false,
  draw: ({ seen, query }: View) => {
    const stretches = seen.flatMap((one) => timesOf(one.ticket, query).map((time) => ({ seen: one, time })));
    const byEpisode = Map.groupBy(stretches, ({ time }) => time.episode);
    return {
      tables: [
        byOwner(stretches, seen.length),
        group(
          {
            id: 'priorities',
            title: 'By priority',
            formula: 'The same time, by the priority tickets have at the instant.',
          },
          'Priority',
          seen.length,
          priorities.map((priority) => [
            priority,
            stretches.filter((one) => one.seen.standing.priority === priority),
          ]),
        ),
        group(
          {
            id: 'episodes',
            title: 'By episode',
            formula:
              'The same time, by the episode it fell in: 1 is the first life of a ticket, 2 the one after its first reopening.',
          },
          'Episode',
          seen.length,
          [...byEpisode].toSorted(([a], [b]) => a - b).map(([episode, own]) => [`${episode}`, own]),
        ),
      ],
    };
  },
};
