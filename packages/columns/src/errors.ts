/** A column file is not as it was written: cut off, overwritten or damaged. It can be built again from the ledger. */
export class ColumnsDamagedError extends Error {
  override readonly name = 'ColumnsDamagedError';
  readonly path: string;
  constructor(path: string, problem: string, options?: { readonly cause: unknown }) {
    super(`the column file ${path} is damaged: ${problem}`, options);
    this.path = path;
  }
}

/** There are no columns in the folder, or such of another format: they are to be built. */
export class NoColumnsError extends Error {
  override readonly name = 'NoColumnsError';
  readonly folder: string;
  constructor(folder: string, why: string) {
    super(`there are no columns to read in ${folder}: ${why}`);
    this.folder = folder;
  }
}

/** The ledger is not the one the columns were built from: an event they have read is another one there, or is gone. */
export class LedgerDiffersError extends Error {
  override readonly name = 'LedgerDiffersError';
  readonly position: number;
  constructor(position: number, problem: string) {
    super(`the columns were built from another ledger: up to position ${position}, ${problem}`);
    this.position = position;
  }
}

/** An event that a column file cannot hold. Names the place, never what the event says. */
export class UncolumnableEventError extends Error {
  override readonly name = 'UncolumnableEventError';
  readonly position: number;
  constructor(position: number, problem: string) {
    super(`the event at position ${position} fits no column file: ${problem}`);
    this.position = position;
  }
}
