import { formatOf, LogFormatError } from '@caselog/log-formats';
import { UnreadableLogError } from './errors.ts';
import type { Mapping } from './mapping.ts';
import { createRowReader, type RowReader } from './row.ts';
import { sources, type Source } from './sources/index.ts';
import type { RowSink } from './sources/source.ts';
import type { Staging } from './staging.ts';
import { UnmappedValues } from './unmapped.ts';

/** A row that could not be read, and why. */
export interface UnparsableRow {
  /** Where it stands, counted from 1: lines of a text (a CSV file's heading is the first), rows of a table, events. */
  readonly line: number;
  /** What `line` counts. */
  readonly unit: Source['unit'];
  readonly problem: string;
}

export interface StageOptions {
  readonly file: string;
  readonly mapping: Mapping;
  readonly pseudonymKey?: Uint8Array | undefined;
  readonly onUnparsable?: ((row: UnparsableRow) => void) | undefined;
  readonly onBytes?: (read: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface StagedLog {
  readonly rows: number;
  readonly unparsable: number;
  /** Reads the staged values. */
  readonly rowReader: RowReader;
}

/** Takes rows one by one and stages those that can be read. */
class Stager implements RowSink {
  rows = 0;
  unparsable = 0;
  rowReader: RowReader | undefined;
  readonly #options: StageOptions;
  readonly #unit: Source['unit'];
  readonly #staging: Staging;
  readonly #unmapped: UnmappedValues;
  #line = 0;
  #firstProblem: UnparsableRow | undefined;

  constructor(options: StageOptions, unit: Source['unit'], staging: Staging) {
    this.#options = options;
    this.#unit = unit;
    this.#staging = staging;
    this.#unmapped = new UnmappedValues(unit);
  }

  columns(columns: readonly string[], mapping: Mapping): void {
    const { pseudonymKey } = this.#options;
    const onUnmapped = (column: string, value: string) => this.#unmapped.note(column, value, this.#line);
    this.rowReader = createRowReader({ mapping, columns, pseudonymKey, onUnmapped });
  }

  row(line: number, values: readonly string[]): void {
    this.rows += 1;
    this.#line = line;
    const row = this.rowReader!.check(values);
    if ('problem' in row) return this.#report(line, row.problem);
    this.#staging.add({ caseId: row.caseId, order: row.order, line, values });
  }

  problem(line: number, problem: string): void {
    this.rows += 1;
    this.#report(line, problem);
  }

  /** @throws UnmappedValuesError, UnreadableLogError */
  finish(): StagedLog {
    const { file } = this.#options;
    this.#unmapped.refuse();
    const { rows, unparsable, rowReader } = this;
    if (!rowReader) throw new UnreadableLogError(file, 'it is empty');
    if (rows > 0 && unparsable === rows && this.#firstProblem) {
      const { line, unit, problem } = this.#firstProblem;
      throw new UnreadableLogError(file, `none of its ${rows} rows can be read; ${unit} ${line}: ${problem}`);
    }
    return { rows, unparsable, rowReader };
  }

  #report(line: number, problem: string): void {
    const row = { line, unit: this.#unit, problem };
    this.unparsable += 1;
    this.#firstProblem ??= row;
    this.#options.onUnparsable?.(row);
  }
}

const placed = ({ place, reason }: LogFormatError): string =>
  place === undefined ? reason : `${place}: ${reason}`;

/**
 * Reads a log whole and stages its rows. Nothing has come near the ledger yet, so whatever makes the log unfit is told before anything is
 * imported. @throws ColumnsError, UnmappedValuesError, UnreadableLogError, MissingPseudonymKeyError, and the signal's reason
 */
export const stageLog = async (options: StageOptions, staging: Staging): Promise<StagedLog> => {
  const { file } = options;
  try {
    const { read, unit } = sources[await formatOf(file)];
    const stager = new Stager(options, unit, staging);
    await read(options, stager);
    return stager.finish();
  } catch (error) {
    if (error instanceof LogFormatError) throw new UnreadableLogError(file, placed(error), { cause: error });
    throw error;
  }
};
