import type { SurveyLeg } from '../cases/case.ts';
import type { BoardDefinition } from '../view/board.ts';
import { column, figure, label, ratio, row, type Row, type Table } from '../view/table.ts';
import { surveysOf, type Seen } from '../view/view.ts';

interface Resolution {
  readonly seen: Seen;
  readonly leg: SurveyLeg;
}

/** An answer may be changed while the survey is open: the last one counts. */
const scoreOf = ({ answers }: SurveyLeg): number | undefined => answers.at(-1)?.score;

const scores = [1, 2, 3, 4, 5] as const;

const columns = (name: string) => [
  column('of', name, 'text'),
  column('resolutions', 'Resolutions', 'resolutions'),
  column('asked', 'Asked', 'resolutions'),
  column('answered', 'Answered', 'resolutions'),
  column('rate', 'Response rate', 'share'),
  column('mean', 'Mean score', 'score'),
  ...scores.map((score) => column(`score-${score}`, `Score ${score}`, 'resolutions')),
  column('bounced', 'Bounced', 'resolutions'),
  column('waiting', 'May still answer', 'resolutions'),
  column('never', 'Ended unasked', 'resolutions'),
];

const line = (key: string, name: string, own: readonly Resolution[]): Row => {
  const where = (holds: (leg: SurveyLeg) => boolean) => own.filter(({ leg }) => holds(leg));
  const cell = (some: readonly Resolution[], value: number | null = some.length) =>
    figure(
      value,
      some.map(({ seen }) => seen),
    );
  const asked = where((leg) => leg.asked !== undefined);
  const answered = where((leg) => leg.asked !== undefined && leg.answers.length > 0);
  const sum = answered.reduce((total, { leg }) => total + (scoreOf(leg) ?? 0), 0);
  return row(
    key,
    label(name),
    cell(own),
    cell(asked),
    cell(answered),
    cell(asked, ratio(answered.length, asked.length)),
    cell(answered, ratio(sum, answered.length)),
    ...scores.map((score) => cell(answered.filter(({ leg }) => scoreOf(leg) === score))),
    cell(where((leg) => leg.asked !== undefined && leg.end?.how === 'bounced')),
    cell(where((leg) => leg.asked !== undefined && leg.end === undefined)),
    cell(where((leg) => leg.asked === undefined && leg.end !== undefined)),
  );
};

const grouped = (
  id: string,
  title: string,
  name: string,
  how: string,
  all: readonly Resolution[],
  keyOf: (one: Resolution) => string,
): Table => ({
  id,
  title,
  formula: `The same resolutions, by ${how}. The most asked first.`,
  n: { value: all.length, of: 'resolutions' },
  columns: columns(name),
  rows: [...Map.groupBy(all, keyOf)]
    .map(([key, own]) => ({ key, own, asked: own.filter(({ leg }) => leg.asked).length }))
    .toSorted((a, b) => b.asked - a.asked || b.own.length - a.own.length || (a.key < b.key ? -1 : 1))
    .map(({ key, own }) => line(key, key, own)),
});

/** What requesters said, how many were asked, and how many answered. */
export const satisfaction: BoardDefinition = {
  id: 'satisfaction',
  title: 'Satisfaction',
  shows: 'What requesters said about how it was handled, how many were asked and how many answered.',
  isOfEventsAlone: true,
  draw: ({ seen, query }) => {
    const all = seen.flatMap((one) => surveysOf(one, query).map((leg) => ({ seen: one, leg })));
    return {
      tables: [
        {
          id: 'all',
          title: 'All resolutions',
          formula:
            'Resolutions of the population’s tickets by the instant: a ticket that was reopened and resolved again has two. Asked: a survey was mailed for it. Response rate: answered of asked. Mean score: over the answered, 1 to 5.',
          n: { value: all.length, of: 'resolutions' },
          columns: columns('Population'),
          rows: [line('all', 'all', all)],
        },
        grouped(
          'languages',
          'By language',
          'Language',
          'the language of the survey',
          all,
          ({ leg }) => leg.language,
        ),
        grouped(
          'outcomes',
          'By outcome',
          'Outcome',
          'how the ticket ended',
          all,
          ({ leg }) => leg.outcome ?? 'not told',
        ),
        grouped(
          'teams',
          'By team',
          'Team',
          'the team that resolved it, as it was then',
          all,
          ({ leg }) => leg.team ?? 'none',
        ),
      ],
    };
  },
};
