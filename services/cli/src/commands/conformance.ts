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
import { findingCsv } from '../discovery/write.ts';
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

const run = async (options: ConformanceOptions, terminal: Terminal): Promise<void> => {
  const source = await readSource({ ...options, activity: 'state' }, terminal, true);
  const result = held(inPopulation(source, options), populationWords(options));
  const { kept } = source;
  if (options.csv) {
    const columns = ['deviation', 'from', 'to', 'missing between', 'count', 'cases'];
    const rows = result.deviations.map((one) => [
      one.kind,
      one.from,
      one.to,
      one.missing.join(' '),
      one.count,
      one.cases,
    ]);
    terminal.out(findingCsv({ title: 'deviations', columns, rows, notes: [], result }));
    return;
  }
  const other = options.compare === undefined ? undefined : parsePopulation(options.compare, options);
  const beside = other && held(inPopulation(source, other), populationWords(other));
  if (options.json)
    terminal.out(JSON.stringify(beside ? { a: result, b: beside, kept } : { ...result, kept }, undefined, 2));
  else terminal.out([forPeople(result, kept), ...(beside ? [forPeople(beside, {})] : [])].join('\n\n'));
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
