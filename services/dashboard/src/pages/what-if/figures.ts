import type { WhatIfJob } from '@caselog/api-contract';
import type { Sheet } from './sheet.ts';

type Report = NonNullable<WhatIfJob['report']>;
type Decisions = Report['decisions']['own'];
type Counts = Readonly<Record<string, number>>;

/** One decided figure, as it was and as it would be. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly own: number;
  readonly candidate: number;
}

const kindWords: Readonly<Record<string, string>> = {
  'first-response': 'First response',
  'next-response': 'Next response',
  resolution: 'Resolution',
};
export const kindOf = (kind: string): string => kindWords[kind] ?? kind;

const kinds = ['first-response', 'next-response', 'resolution'] as const;
const outcomes = ['met', 'missed', 'cancelled', 'open'] as const;
const surveyEnds = ['answered', 'lapsed', 'declined', 'bounced', 'cancelled', 'suppressed', 'open'] as const;
const priorities = ['P1', 'P2', 'P3', 'P4'] as const;

/** What either side counts: in the usual order, then what this page does not know yet. */
const keysOf = (usual: readonly string[], ...sides: readonly (Counts | undefined)[]): readonly string[] => [
  ...new Set([...usual, ...sides.flatMap((counts) => Object.keys(counts ?? {}))]),
];

interface Sides<Value> {
  readonly own: Value;
  readonly candidate: Value;
}

const countsOf = (
  group: string,
  usual: readonly string[],
  { own, candidate }: Sides<Counts | undefined>,
  nameOf = (key: string): string => key,
): readonly Figure[] =>
  keysOf(usual, own, candidate).map((key) => ({
    group,
    name: nameOf(key),
    own: own?.[key] ?? 0,
    candidate: candidate?.[key] ?? 0,
  }));

const targetFigures = ({ own, candidate }: Report['decisions']): readonly Figure[] =>
  [...new Set([...kinds, ...Object.keys(own.targets), ...Object.keys(candidate.targets)])].flatMap((kind) =>
    countsOf(
      'Targets',
      outcomes,
      { own: own.targets[kind], candidate: candidate.targets[kind] },
      (outcome) => `${kindOf(kind)} ${outcome}`,
    ),
  );

const singles: readonly (readonly [group: string, name: string, of: (decisions: Decisions) => number])[] = [
  ['Targets', 'Tickets that missed a target', ({ ticketsMissed }) => ticketsMissed],
  ['Silence and reopening', 'Reminders', ({ reminders }) => reminders],
  ['Silence and reopening', 'Closings after silence', ({ silenceClosings }) => silenceClosings],
  ['Silence and reopening', 'Reopenings after the window', ({ lateReopenings }) => lateReopenings],
];

/** All that was decided, in the order it is shown; what neither side decided is left out. Pure. */
export const figuresOf = ({ decisions }: Report): readonly Figure[] => {
  const side = <Value>(of: (decided: Decisions) => Value): Sides<Value> => ({
    own: of(decisions.own),
    candidate: of(decisions.candidate),
  });
  const single = singles.map(([group, name, of]) => ({ group, name, ...side(of) }));
  const figures = [
    ...countsOf(
      'Priorities',
      priorities,
      side((decided) => decided.priorities),
    ),
    ...targetFigures(decisions),
    ...single.filter(({ group }) => group === 'Targets'),
    ...countsOf(
      'Warnings',
      kinds,
      side(({ warnings }) => warnings),
      kindOf,
    ),
    ...countsOf(
      'Surveys',
      surveyEnds,
      side(({ surveys }) => surveys),
      (end) => `Survey ${end}`,
    ),
    ...single.filter(({ group }) => group !== 'Targets'),
  ];
  return figures.filter(({ own, candidate }) => own > 0 || candidate > 0);
};

/** The figures as a table. Pure. */
export const figureSheet = (figures: readonly Figure[]): Sheet => ({
  name: 'what-if-decisions',
  columns: [
    { label: 'Of' },
    { label: 'Decided' },
    { label: 'As it was', isNumber: true },
    { label: 'As it would be', isNumber: true },
    { label: 'Change', isNumber: true },
  ],
  rows: figures.map(({ group, name, own, candidate }) => [group, name, own, candidate, candidate - own]),
});

/** `TicketOpened` → `Ticket opened`. Pure. */
const wordsOfType = (type: string): string =>
  type.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Events by their type as a table. Pure. */
export const eventSheet = (name: string, label: string, counts: Counts): Sheet => ({
  name,
  columns: [{ label: 'Event' }, { label, isNumber: true }],
  rows: Object.entries(counts).map(([type, events]) => [wordsOfType(type), events]),
});
