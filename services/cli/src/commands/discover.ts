import { UsageError } from '@caselog/process';
import { InvalidArgumentError, type Command } from 'commander';
import { commonCommand, type AddCommand } from '../command.ts';
import { comparison } from '../discovery/comparisons.ts';
import { findings } from '../discovery/findings.ts';
import { parsePopulation, populationWords, type Population } from '../discovery/population.ts';
import { inPopulation, readSource, type SourceOptions } from '../discovery/source.ts';
import { findingCsv, findingText } from '../discovery/write.ts';
import { readInstant } from '../instants.ts';
import type { Terminal } from '../terminal.ts';

/** What commands over cases take. */
export interface CaseOptions extends SourceOptions, Population {
  readonly csv: boolean;
}

interface DiscoverOptions extends CaseOptions {
  readonly compare?: string;
  readonly at?: string;
  readonly limit: number;
  readonly activities: number;
  readonly paths: number;
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It is a whole number from 1 on.');
  return Number(text);
};

const shareOf = (text: string): number => {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError('It is a share from 0 to 1.');
  return share;
};

const activityOf = (text: string): 'state' | 'event' => {
  if (text !== 'state' && text !== 'event') throw new InvalidArgumentError('It is "state" or "event".');
  return text;
};

/** The options by which cases are chosen. */
export const caseOptions = (command: Command): Command =>
  command
    .option('--log <file>', 'look at a log of another system instead of the ledger')
    .option('--mapping <file>', 'what its columns mean')
    .option('--activity <what>', 'what counts as an activity: state or event', activityOf, 'state' as const)
    .option('--from <instant>', 'cases opened from then on')
    .option('--to <instant>', 'cases opened before then')
    .option('--priority <priority>', 'tickets of this priority')
    .option('--team <team>', 'tickets of this team')
    .option('--csv', 'write the table as CSV', false);

const run = async (what: string, options: DiscoverOptions, terminal: Terminal): Promise<void> => {
  const find = findings[what];
  if (!find) throw new UsageError(`${JSON.stringify(what)} is none of ${Object.keys(findings).join(', ')}`);
  const atMs = options.at === undefined ? terminal.env.now() : Date.parse(readInstant(options.at));
  const source = await readSource(options, terminal);
  const log = inPopulation(source, options);
  const words = populationWords(options);
  const other = options.compare === undefined ? undefined : parsePopulation(options.compare, options);
  const finding = other
    ? comparison(what, [log, inPopulation(source, other)], [words, populationWords(other)], {
        ...options,
        atMs,
      })
    : find(log, { ...options, atMs });
  if (options.csv) terminal.out(findingCsv(finding));
  else if (options.json)
    terminal.out(
      JSON.stringify({ population: words, cases: log.cases.length, result: finding.result }, undefined, 2),
    );
  else terminal.out(findingText(finding, words, log.cases.length));
};

/** `caselog discover`: how cases really went. */
export const addDiscover: AddCommand = (program, terminal) =>
  caseOptions(
    commonCommand(program, 'discover <what>', `discover how cases went: ${Object.keys(findings).join(', ')}`),
  )
    .option('--compare <population>', 'beside another one, as from=2016-04-01,to=2016-05-01,priority=P1')
    .option('--at <instant>', 'the instant at which cases are stuck; default now')
    .option('--limit <rows>', 'rows at most', wholeNumber, 30)
    .option('--activities <share>', 'hide activities that fewer cases have', shareOf, 0)
    .option('--paths <share>', 'hide steps that fewer cases take', shareOf, 0)
    .action((what: string, options: DiscoverOptions) => run(what, options, terminal));
