import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { EventStore } from '@caselog/event-store';
import {
  asksForPseudonyms,
  importLog,
  importOwnLog,
  readMapping,
  type ImportProgress,
  type ImportResult,
  type Mapping,
  type OwnImport,
  type UnparsableRow,
} from '@caselog/history/import';
import { lastPolicyVersion } from '@caselog/helpdesk';
import { openHome, secretAt, UsageError } from '@caselog/process';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { writingLedger } from '../home.ts';
import { withProgress, type Progress } from '../progress.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface ImportOptions extends CommonOptions {
  readonly mapping?: string;
  readonly report?: string;
}

const reportedMax = 20;
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

const showProgress =
  (progress: Progress) =>
  ({ phase, done, total }: ImportProgress): void =>
    phase === 'reading'
      ? progress.update('reading', done, total, megabytes)
      : progress.update('importing', done, total);

/** Tells of rows that could not be read: the first ones at once, all of them in the report. */
class Reporter {
  readonly #terminal: Terminal;
  readonly #file: ReturnType<typeof createWriteStream> | undefined;
  #count = 0;

  constructor(terminal: Terminal, report: string | undefined) {
    this.#terminal = terminal;
    this.#file = report === undefined ? undefined : createWriteStream(report);
    this.#file?.write('line,problem\n');
  }

  take({ line, unit, problem }: UnparsableRow, progress: Progress): void {
    this.#count += 1;
    this.#file?.write(`${line},"${problem.replaceAll('"', '""')}"\n`);
    if (this.#count > reportedMax) return;
    progress.end();
    this.#terminal.err(`${unit} ${line}: ${problem}\n`);
  }

  async end(): Promise<void> {
    const rest = this.#count - reportedMax;
    if (rest > 0)
      this.#terminal.err(
        `and ${rest} more rows that cannot be read${this.#file ? '' : '; --report writes them all to a file'}\n`,
      );
    if (!this.#file) return;
    this.#file.end();
    await finished(this.#file);
  }
}

const keyFor = async (mapping: Mapping, home: string): Promise<Uint8Array | undefined> => {
  if (!asksForPseudonyms(mapping)) return undefined;
  const place = await openHome(home);
  return Buffer.from(await secretAt(place.file('pseudonyms.key')), 'base64url');
};

const forPeople = ({ seconds, appended, ...counts }: ImportResult): string =>
  [
    table([
      ['rows', counts.rows],
      ['  openings', counts.openings],
      ['  transitions', counts.transitions],
      ['  deviating', counts.deviatingRows],
      ['  facts', counts.facts],
      ['  nonconforming', counts.nonconforming],
      ['  quarantined', counts.quarantined],
      ['  unparsable', counts.unparsable],
      ['tickets', counts.tickets],
      ['  inferred openings', counts.inferredOpenings],
      ['  inferred transitions', counts.inferredTransitions],
      ['events', counts.events],
      ['  appended now', appended],
    ]),
    `${seconds.toFixed(1)} s`,
  ].join('\n');

const ownForPeople = ({ events, streams, appended, seconds }: OwnImport): string =>
  [
    table([
      ['events', events],
      ['  appended now', appended],
      ['streams', streams],
    ]),
    `${seconds.toFixed(1)} s`,
  ].join('\n');

/** What a Caselog exported says itself what it means. */
const runOwn = async (file: string, options: ImportOptions, terminal: Terminal): Promise<void> => {
  const { env, signal } = terminal;
  const result = await writingLedger(options.home, env, (store) =>
    withProgress(terminal, (progress) =>
      importOwnLog({ store, env, file, signal, onProgress: showProgress(progress) }),
    ),
  );
  present(terminal, options, result, ownForPeople);
};

const runMapped = async (
  file: string,
  mappingFile: string,
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> => {
  const { env, signal } = terminal;
  const mapping = await readMapping(mappingFile);
  const pseudonymKey = await keyFor(mapping, options.home);
  const reporter = new Reporter(terminal, options.report);
  const importing = (store: EventStore): Promise<ImportResult> =>
    withProgress(terminal, (progress) =>
      importLog({
        store,
        env,
        file,
        mapping,
        pseudonymKey,
        policyVersion: () => lastPolicyVersion(store),
        signal,
        onProgress: showProgress(progress),
        onUnparsable: (row) => reporter.take(row, progress),
      }),
    );
  try {
    const result = await writingLedger(options.home, env, importing);
    present(terminal, options, result, forPeople);
  } finally {
    await reporter.end();
  }
};

const run = (file: string, options: ImportOptions, terminal: Terminal): Promise<void> => {
  if (options.mapping !== undefined) return runMapped(file, options.mapping, options, terminal);
  if (options.report !== undefined)
    throw new UsageError('--report needs --mapping: what Caselog exported is taken whole or not at all');
  return runOwn(file, options, terminal);
};

/** `caselog import`: brings another system's log into the ledger, or takes back what a Caselog exported. */
export const addImport: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'import <file>',
    "bring another system's log (CSV, XES, OCEL 2.0, NDJSON, Parquet) into the ledger",
  )
    .option(
      '--mapping <file.json>',
      'what its columns mean (see docs/import.md); without it: what caselog export wrote, taken back as it was',
    )
    .option('--report <file.csv>', 'where to list the rows that cannot be read')
    .action((file: string, options: ImportOptions) => run(file, options, terminal));
