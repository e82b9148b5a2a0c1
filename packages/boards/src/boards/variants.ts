import { variantsOf } from '@caselog/discovery';
import type { BoardDefinition } from '../view/board.ts';
import { column, count, figure, label, ratio, row, wholeMs } from '../view/table.ts';
import { logOf } from './log-of.ts';

/** Ways listed one by one; the others are one row, so that the shares still sum to the whole. */
const listedMost = 100;

/** The ways tickets went, the most frequent first. */
export const variants: BoardDefinition = {
  id: 'variants',
  title: 'Variants',
  shows: 'Which ways through the states tickets took, the most frequent first.',
  isOfEventsAlone: true,
  draw: (view) => {
    const { seen } = view;
    const found = variantsOf(logOf(view));
    const others = found.slice(listedMost).flatMap(({ cases }) => cases.map((index) => seen[index]!));
    const rest = `${found.length - listedMost} other ways`;
    return {
      tables: [
        {
          id: 'ways',
          title: 'Ways',
          formula: `Tickets whose states, up to the instant, are the same in the same order. Time: from the opening to the last state entered. ${found.length} ways in all.`,
          n: { value: seen.length, of: 'tickets' },
          columns: [
            column('way', 'Way', 'text'),
            column('steps', 'States', 'index'),
            column('tickets', 'Tickets', 'tickets'),
            column('share', 'Share', 'share'),
            column('median', 'Median time', 'ms'),
          ],
          rows: [
            ...found.slice(0, listedMost).map(({ activities, cases, share, duration }) => {
              const members = cases.map((index) => seen[index]!);
              return row(
                activities.join(' '),
                label(activities.join(' → ')),
                label(activities.length),
                count(members),
                figure(share, members),
                figure(wholeMs(duration.medianMs), members),
              );
            }),
            ...(others.length === 0
              ? []
              : [
                  row(
                    'others',
                    label(rest),
                    label(null),
                    count(others),
                    figure(ratio(others.length, seen.length), others),
                    label(null),
                  ),
                ]),
          ],
        },
      ],
    };
  },
};
