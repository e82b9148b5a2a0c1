/** How many rows a page may hold at most. */
export const pageLimitMax = 1_000;

/** A page size that is no whole number from 1 to {@link pageLimitMax}. */
export class InvalidLimitError extends Error {
  override readonly name = 'InvalidLimitError';
  readonly limit: number;
  constructor(limit: number) {
    super(`a page holds 1 to ${pageLimitMax} rows, not ${limit}`);
    this.limit = limit;
  }
}

/** Refuses a page size out of bounds. @throws InvalidLimitError */
export const assertLimit = (limit: number): void => {
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimitMax) throw new InvalidLimitError(limit);
};
