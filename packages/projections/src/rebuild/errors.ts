import type { Difference } from '../compare/difference.ts';

/** Somebody else builds this read model at this moment. */
export class RebuildUnderWayError extends Error {
  override readonly name = 'RebuildUnderWayError';
  readonly model: string;
  constructor(model: string) {
    super(`the read model ${model} is being rebuilt by another process`);
    this.model = model;
  }
}

/** What was built differs from a fresh fold of the ledger. It is not swapped in; the live model stays as it was. */
export class RebuildDiffersError extends Error {
  override readonly name = 'RebuildDiffersError';
  readonly model: string;
  readonly differences: readonly Difference[];
  constructor(model: string, differences: readonly Difference[]) {
    const [first] = differences;
    const example = first ? `, such as ${first.field} of ${first.place}` : '';
    super(
      `the rebuilt read model ${model} differs from the ledger in ${differences.length} places${example}: it was not swapped in`,
    );
    this.model = model;
    this.differences = differences;
  }
}

/** No read model is called this. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
  readonly model: string;
  constructor(model: string, known: readonly string[]) {
    super(`there is no read model ${model}: choose one of ${known.join(', ')}, or all`);
    this.model = model;
  }
}
