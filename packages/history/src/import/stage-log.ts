import { keptColumns } from './columns.ts';
import { UnreadableLogError } from './errors.ts';
import { readLines } from './lines.ts';
import type { Mapping } from './mapping.ts';
import { RecordReader, type CsvRecord } from './records.ts';
import { createRowReader, type RowReader } from './row.ts';
import type { Staging } from './staging.ts';
import { UnmappedValues } from './unmapped.ts';

/** A row that could not be read, and why. Lines count from 1, the heading being the first. */
export interface UnparsableRow {
  readonly line: number;
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

/** Takes records one by one: the first is the heading. */
class Stager {
  rows = 0;
  unparsable = 0;
  rowReader: RowReader | undefined;
  readonly #options: StageOptions;
  readonly #staging: Staging;
  readonly #unmapped = new UnmappedValues();
  #kept: readonly number[] = [];
  #line = 0;
  #firstProblem: UnparsableRow | undefined;

  constructor(options: StageOptions, staging: Staging) {
    this.#options = options;
    this.#staging = staging;
  }

  take(record: CsvRecord): void {
    if (!this.rowReader) return this.#takeHeading(record);
    this.rows += 1;
    this.#line = record.line;
    if ('problem' in record) return this.#report(record);
    const values = this.#kept.map((index) => record.fields[index]!);
    const row = this.rowReader.check(values);
    if ('problem' in row) return this.#report({ line: record.line, problem: row.problem });
    this.#staging.add({ caseId: row.caseId, order: row.order, line: record.line, values });
  }

  /** @throws UnmappedValuesError, UnreadableLogError */
  finish(): StagedLog {
    const { file } = this.#options;
    this.#unmapped.refuse();
    const { rows, unparsable, rowReader } = this;
    if (!rowReader) throw new UnreadableLogError(file, 'it is empty');
    if (rows > 0 && unparsable === rows && this.#firstProblem) {
      const { line, problem } = this.#firstProblem;
      throw new UnreadableLogError(file, `none of its ${rows} rows can be read; line ${line}: ${problem}`);
    }
    return { rows, unparsable, rowReader };
  }

  #takeHeading(record: CsvRecord): void {
    if ('problem' in record)
      throw new UnreadableLogError(this.#options.file, `its heading: ${record.problem}`);
    const { mapping, pseudonymKey } = this.#options;
    const columns = keptColumns(mapping, record.fields);
    this.#kept = columns.map((name) => record.fields.indexOf(name));
    const onUnmapped = (column: string, value: string) => this.#unmapped.note(column, value, this.#line);
    this.rowReader = createRowReader({ mapping, columns, pseudonymKey, onUnmapped });
  }

  #report(row: UnparsableRow): void {
    this.unparsable += 1;
    this.#firstProblem ??= row;
    this.#options.onUnparsable?.(row);
  }
}

/**
 * Reads a log whole and stages its rows. Nothing has come near the ledger yet, so whatever makes the log unfit is told before anything is
 * imported. @throws ColumnsError, UnmappedValuesError, UnreadableLogError, MissingPseudonymKeyError, and the signal's reason
 */
export const stageLog = async (options: StageOptions, staging: Staging): Promise<StagedLog> => {
  const { file, mapping, signal, onBytes } = options;
  const reader = new RecordReader(mapping.delimiter);
  const stager = new Stager(options, staging);
  for await (const lines of readLines(file, { signal, onBytes })) {
    signal?.throwIfAborted();
    for (const record of reader.read(lines)) stager.take(record);
  }
  for (const record of reader.end()) stager.take(record);
  return stager.finish();
};
