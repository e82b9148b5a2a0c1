/** A field of an event that no leaf record can carry. */
export class LeafFieldError extends Error {
  override readonly name = 'LeafFieldError';
  readonly field: string;
  constructor(field: string, problem: string, position: number) {
    super(`the leaf of the event at position ${position} cannot be written: ${field} ${problem}`);
    this.field = field;
  }
}

/** Bytes that are no leaf record. */
export class LeafFormatError extends Error {
  override readonly name = 'LeafFormatError';
  constructor(problem: string, offset: number, options?: ErrorOptions) {
    super(`not a leaf record: ${problem} at byte ${offset}`, options);
  }
}
