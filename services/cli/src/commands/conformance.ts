import {
  chartModel,
  conformanceOf,
  type Conformance,
  type Deviation,
  type EventLog,
} from '@caselog/discovery';
import { chartVersion } from '@caselog/ticket';
import { commonCommand, type AddCommand } from '../command.ts';
import { parsePopulation, populationWords } from '../discovery/population.ts';
import { inPopulation, readSource, type Source } from '../discovery/source.ts';
import type { Finding } from '../discovery/findings.ts';
import { findingCsv, findingText } from '../discovery/write.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { caseOptions, type CaseOptions } from './discover.ts';

interface ConformanceOptions extends CaseOptions {
  readonly compare?: string;
}

type Named = Omit<Deviation, 'cases'> & { readonly cases: number; readonly examples: readonly string[] };

/** Conformance with its cases by name instead of by index. */
interface Held extends Omit<Conformance, 'deviations'> {
  readonly population: string;
  readonly chart: string;
  readonly deviations: readonly Named[];
}

const examplesMost = 3;

const held = (log: EventLog, population: string): Held => {
  const { deviations, ...counts } = conformanceOf(log, chartModel);
  return {
    population,
    chart: chartVersion,
    ...counts,
    deviations: deviations.map(({ cases, ...rest }) => ({
      ...rest,
      cases: cases.length,
      examples: cases.slice(0, examplesMost).map((index) => log.cases[index]!),
    })),
  };
};

const percent = (part: number, whole: number): string =>
  whole === 0 ? '100 %' : `${((part / whole) * 100).toFixed(3)} %`;

const forPeople = (result: Held, kept: Source['kept']): string =>
  [
    `${result.cases} cases held against chart ${result.chart}: ${result.population}`,
    table([
      ['fitness', result.fitness.toFixed(6), ''],
      ['cases that fit', `${result.fittingCases}`, percent(result.fittingCases, result.cases)],
      [
        'steps the chart has',
        `${result.conformingMoves} of ${result.moves}`,
        percent(result.conformingMoves, result.moves),
      ],
    ]),
    ...(result.deviations.length === 0
      ? []
      : [
          table([
            ['deviation', 'from', '', 'to', 'missing between', 'count', 'cases', 'such as'],
            ...result.deviations.map((one) => [
              one.kind,
              one.from,
              '→',
              one.to,
              one.missing.join(' → '),
              one.count,
              one.cases,
              one.examples.join(' '),
            ]),
          ]),
        ]),
    ...Object.entries(kept).map(([reason, count]) => `${count} × ${reason}`),
  ].join('\n\n');

/** The deviations of one population, as a table. Pure. */
const deviationsOf = (result: Held): Finding => ({
  title: 'deviations',
  columns: ['deviation', 'from', 'to', 'missing between', 'count', 'cases'],
  rows: result.deviations.map((one) => [
    one.kind,
    one.from,
    one.to,
    one.missing.join(' '),
    one.count,
    one.cases,
  ]),
  notes: [],
  result,
});

type Side = Pick<Named, 'count' | 'cases'> & { readonly share: number };

/** A deviation in two populations. */
interface ComparedDeviation extends Pick<Named, 'kind' | 'from' | 'to' | 'missing'> {
  readonly a: Side;
  readonly b: Side;
}

/** Every deviation of either, the largest difference between the shares of cases that have it first. Pure. */
const comparedDeviations = (a: Held, b: Held): readonly ComparedDeviation[] => {
  const keyOf = ({ kind, from, to, missing }: Named): string => [kind, from, to, ...missing].join('\u0000');
  const sideOf = ({ deviations, cases: of }: Held, key: string): Side => {
    const { count = 0, cases = 0 } = deviations.find((one) => keyOf(one) === key) ?? {};
    return { count, cases, share: of === 0 ? 0 : cases / of };
  };
  const difference = (one: ComparedDeviation): number => Math.abs(one.b.share - one.a.share);
  return [...new Map([...a.deviations, ...b.deviations].map((one) => [keyOf(one), one]))]
    .map(([key, { kind, from, to, missing }]) => ({
      kind,
      from,
      to,
      missing,
      a: sideOf(a, key),
      b: sideOf(b, key),
    }))
    .toSorted((x, y) => difference(y) - difference(x) || y.a.count + y.b.count - x.a.count - x.b.count);
};

/** Two populations side by side, each share of its own. Pure. */
const comparedFinding = (a: Held, b: Held, kept: Source['kept']): Finding => {
  const deviations = comparedDeviations(a, b);
  const side = (name: string, one: Held): string =>
    `${name}: ${one.cases} cases, ${one.fittingCases} fit, fitness ${one.fitness.toFixed(6)}, ${one.conformingMoves} of ${one.moves} steps the chart has: ${one.population}`;
  return {
    title: `conformance to chart ${a.chart} of two populations`,
    columns: ['deviation', 'from', 'to', 'missing between', ...sideColumns],
    rows: deviations.map(({ kind, from, to, missing, a: ofA, b: ofB }) => [
      kind,
      from,
      to,
      missing.join(' '),
      ofA.count,
      ofB.count,
      ofA.cases,
      ofB.cases,
      ofA.share,
      ofB.share,
    ]),
    notes: [side('a', a), side('b', b), 'every share is of its own population'],
    result: { a, b, deviations, kept },
  };
};
const sideColumns = ['count of a', 'count of b', 'cases of a', 'cases of b', 'share of a', 'share of b'];

const run = async (options: ConformanceOptions, terminal: Terminal): Promise<void> => {
  const source = await readSource({ ...options, activity: 'state' }, terminal, true);
  const result = held(inPopulation(source, options), populationWords(options));
  const { kept } = source;
  const other = options.compare === undefined ? undefined : parsePopulation(options.compare, options);
  const beside = other && held(inPopulation(source, other), populationWords(other));
  const finding = beside ? comparedFinding(result, beside, kept) : deviationsOf(result);
  if (options.csv) terminal.out(findingCsv(finding));
  else if (options.json)
    terminal.out(JSON.stringify(beside ? finding.result : { ...result, kept }, undefined, 2));
  else if (beside) terminal.out(findingText(finding, result.population, result.cases));
  else terminal.out(forPeople(result, kept));
};

/** `caselog conformance`: how well cases, as they were told, fit the statechart. */
export const addConformance: AddCommand = (program, terminal) =>
  caseOptions(
    commonCommand(
      program,
      'conformance',
      'hold cases, as they were told, against the statechart, and name what deviates',
    ),
  )
    .option('--compare <population>', 'beside another one, as from=2016-04-01,to=2016-05-01,priority=P1')
    .action((options: ConformanceOptions) => run(options, terminal));
