/** What a person can put right before a log is imported. Every message is one line, and nothing has been imported when it is thrown. */
export abstract class ImportRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The mapping file is not what docs/import.md describes. */
export class InvalidMappingError extends ImportRefusedError {
  /** One line a fault: where in the mapping, and what is wrong there. */
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`the mapping is not valid: ${faults.join('; ')}`, options);
    this.faults = faults;
  }
}

/** The mapping and the heading of the log do not name the same columns. */
export class ColumnsError extends ImportRefusedError {
  readonly columns: readonly string[];
  constructor(fault: string, columns: readonly string[]) {
    super(`${fault}: ${columns.map((column) => JSON.stringify(column)).join(', ')}`);
    this.columns = columns;
  }
}

/** A value of the log that the mapping gives no meaning. */
export interface UnmappedValue {
  readonly column: string;
  readonly value: string;
  /** Where it stands first, and in how many rows. */
  readonly line: number;
  readonly rows: number;
}

const shownMax = 5;

/** The log holds activities, priorities, channels or languages without a meaning in the mapping. */
export class UnmappedValuesError extends ImportRefusedError {
  readonly values: readonly UnmappedValue[];
  constructor(values: readonly UnmappedValue[], unit = 'line') {
    const shown = values
      .slice(0, shownMax)
      .map(({ column, value, line, rows }) => {
        const where = rows === 1 ? `${unit} ${line}` : `${unit} ${line} and ${rows - 1} more`;
        return `${JSON.stringify(value)} in ${column} (${where})`;
      })
      .join(', ');
    const rest = values.length > shownMax ? ` and ${values.length - shownMax} more values` : '';
    super(`the mapping gives no meaning to ${shown}${rest}`);
    this.values = values;
  }
}

/** The file cannot be read as a log at all: absent, cut off, not text, without a heading, or none of its rows can be read. */
export class UnreadableLogError extends ImportRefusedError {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} cannot be imported: ${reason}`, options);
    this.file = file;
  }
}

/** The mapping asks for pseudonyms, and no key was given to make them with. */
export class MissingPseudonymKeyError extends ImportRefusedError {
  constructor(column: string) {
    super(`the mapping asks for pseudonyms in ${JSON.stringify(column)}, which need a key`);
  }
}

/** A log of another system, or in a format that loses what is needed to take it back as it was: only a mapping says what it means. */
export class NeedsMappingError extends ImportRefusedError {
  readonly file: string;
  constructor(file: string, options?: ErrorOptions) {
    super(
      `${file} needs a mapping: without one only what Caselog exported as XES, NDJSON or CSV is taken`,
      options,
    );
    this.file = file;
  }
}

/** The import was told to stop. What was appended stays; the same import, run again, goes on from there. */
export class ImportStoppedError extends Error {
  override readonly name = 'ImportStoppedError';
  readonly tickets: number | undefined;
  constructor(tickets: number | undefined, options?: ErrorOptions) {
    const after = tickets === undefined ? '' : ` after ${tickets} tickets`;
    super(`the import was stopped${after}; run it again to go on`, options);
    this.tickets = tickets;
  }
}
