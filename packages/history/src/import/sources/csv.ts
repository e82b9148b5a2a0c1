import { LogFormatError, readLines, RecordReader, type CsvRecord } from '@caselog/log-formats';
import { distinctColumns, keptColumns } from '../columns.ts';
import type { Mapping } from '../mapping.ts';
import type { ReadRows, RowSink } from './source.ts';

/** Takes records one by one: the first is the heading. */
class CsvRows {
  #kept: readonly number[] | undefined;
  readonly #file: string;
  readonly #mapping: Mapping;
  readonly #sink: RowSink;

  constructor(file: string, mapping: Mapping, sink: RowSink) {
    this.#file = file;
    this.#mapping = mapping;
    this.#sink = sink;
  }

  readonly take = (record: CsvRecord): void => {
    const kept = this.#kept;
    if (!kept) return this.#takeHeading(record);
    if ('problem' in record) return this.#sink.problem(record.line, record.problem);
    this.#sink.row(
      record.line,
      kept.map((index) => record.fields[index]!),
    );
  };

  #takeHeading(record: CsvRecord): void {
    if ('problem' in record) throw new LogFormatError(this.#file, `its heading: ${record.problem}`);
    const heading = distinctColumns(record.fields);
    const columns = keptColumns(this.#mapping, heading);
    this.#kept = columns.map((name) => heading.indexOf(name));
    this.#sink.columns(columns, this.#mapping);
  }
}

/** The rows of a CSV file. */
export const readCsvRows: ReadRows = async ({ file, mapping, onBytes, signal }, sink) => {
  const reader = new RecordReader(mapping.delimiter);
  const { take } = new CsvRows(file, mapping, sink);
  for await (const lines of readLines(file, { onBytes, signal })) {
    signal?.throwIfAborted();
    for (const record of reader.read(lines)) take(record);
  }
  for (const record of reader.end()) take(record);
};
