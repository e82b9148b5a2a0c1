import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** One record of a CSV file, or why there is none. Lines count from 1. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly problem: string };

const notClosed = 'a quote opens that never closes';

/** How many lines a quoted field may reach over before its quote counts as never closed. */
const linesMax = 100;

/** The fields of a record; undefined when a quote is open at its end. */
const parseQuoted = (text: string, delimiter: string): readonly string[] | undefined => {
  try {
    // A quote inside a field that does not begin with one is a character, as in 24" screen.
    const [fields] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true });
    return fields ?? [''];
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') return undefined;
    throw error;
  }
};

const hasOddQuotes = (text: string): boolean => text.split('"').length % 2 === 0;

/** A record whose quoted field is still open. */
interface OpenRecord {
  readonly line: number;
  readonly lines: string[];
}

/**
 * Splits lines into records, the heading first; every record has as many fields as the heading. A push parser: the caller decides how
 * lines arrive. A quoted field may hold delimiters, doubled quotes and line ends. A quote that never closes costs its own line only:
 * reading goes on with the next one. Empty lines are passed over.
 */
export class RecordReader {
  readonly #delimiter: string;
  #width: number | undefined;
  #line = 0;
  #open: OpenRecord | undefined;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The records that end in these lines. */
  read(lines: readonly string[]): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    for (const text of lines) {
      this.#line += 1;
      this.#take(text, this.#line, records);
    }
    return records;
  }

  /** What is left when the file has ended. */
  end(): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#open) this.#giveUp(this.#open, notClosed, records);
    return records;
  }

  #take(text: string, line: number, records: CsvRecord[]): void {
    if (text.includes('\uFFFD')) return this.#takeBroken(line, records);
    if (this.#open) this.#continue(this.#open, text, records);
    else if (text.includes('"')) {
      const fields = parseQuoted(text, this.#delimiter);
      if (fields) records.push(this.#fit(line, fields));
      else this.#open = { line, lines: [text] };
    } else if (text !== '') records.push(this.#fit(line, text.split(this.#delimiter)));
  }

  /** A line with bytes that are no UTF-8 belongs to no record that could be trusted. */
  #takeBroken(line: number, records: CsvRecord[]): void {
    while (this.#open) this.#giveUp(this.#open, notClosed, records);
    records.push({ line, problem: 'it is not UTF-8 text' });
  }

  #continue(open: OpenRecord, text: string, records: CsvRecord[]): void {
    open.lines.push(text);
    const fields = hasOddQuotes(text) ? parseQuoted(open.lines.join('\n'), this.#delimiter) : undefined;
    if (fields) {
      const record = this.#fit(open.line, fields);
      // The quote that closed it may have been another record's.
      if ('problem' in record) return this.#giveUp(open, record.problem, records);
      this.#open = undefined;
      records.push(record);
    } else if (open.lines.length > linesMax) this.#giveUp(open, notClosed, records);
  }

  /** Reports the first line of a record and takes the others anew. */
  #giveUp({ line, lines }: OpenRecord, problem: string, records: CsvRecord[]): void {
    this.#open = undefined;
    records.push({ line, problem });
    for (const [index, text] of lines.slice(1).entries()) this.#take(text, line + 1 + index, records);
  }

  #fit(line: number, fields: readonly string[]): CsvRecord {
    this.#width ??= fields.length;
    return fields.length === this.#width
      ? { line, fields }
      : { line, problem: `it has ${fields.length} fields where the heading has ${this.#width}` };
  }
}
