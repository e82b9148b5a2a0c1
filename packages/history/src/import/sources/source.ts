import type { ReadOptions } from '@caselog/log-formats';
import type { Mapping } from '../mapping.ts';

/** Takes the rows of a log, whatever it comes in. */
export interface RowSink {
  /** Once, before the first row: the names of the values that rows have, and the mapping with what the log itself settles. */
  columns(names: readonly string[], mapping: Mapping): void;
  /** A row with its values, in the order of the names; one that the row does not have is `absent`. */
  row(place: number, values: readonly string[]): void;
  /** A row that cannot be read. */
  problem(place: number, problem: string): void;
}

interface SourceOptions extends ReadOptions {
  readonly file: string;
  readonly mapping: Mapping;
}

/**
 * Reads a log to its end. @throws LogFormatError when it cannot be read, ColumnsError when it has not the columns of the mapping, and the signal's
 * reason
 */
export type ReadRows = (options: SourceOptions, sink: RowSink) => Promise<void>;

/** A mapping for rows that name their values one by one, where an empty text is a missing value. Pure. */
export const withAbsence = (mapping: Mapping): Mapping =>
  mapping.missing.includes('') ? mapping : { ...mapping, missing: [...mapping.missing, ''] };
