/** Where an event stands. */
interface Place {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
}

const named = ({ position, stream, revision }: Place): string =>
  `revision ${revision} of ${stream} (position ${position})`;

/** An event that cannot be carried byte for byte. What stood before it was carried. */
export class NotCarriableError extends Error {
  override readonly name = 'NotCarriableError';
  readonly position: number;
  constructor(place: Place, problem: string, options?: ErrorOptions) {
    super(`${named(place)} cannot be carried over: ${problem}`, options);
    this.position = place.position;
  }
}

/** The target holds something else than a beginning of the source. Nothing was added. */
export class TargetDiffersError extends Error {
  override readonly name = 'TargetDiffersError';
  readonly position: number;
  constructor(place: Place, field: string) {
    super(
      `the target does not hold a beginning of the source: ${named(place)} differs in ${field}; migrate into an empty ledger`,
    );
    this.position = place.position;
  }
}

/** The target holds all of the source, and more. Nothing was added. */
export class TargetAheadError extends Error {
  override readonly name = 'TargetAheadError';
  constructor(place: Place) {
    super(`the target holds more than the source: ${named(place)} is not in it`);
  }
}

/** Somebody else wrote to the target meanwhile. */
export class TargetChangedError extends Error {
  override readonly name = 'TargetChangedError';
  readonly stream: string;
  constructor(stream: string, actual: number, expected: number) {
    super(
      `somebody else writes to the target: ${stream} is at revision ${actual}, not ${expected}; stop them and run it again`,
    );
    this.stream = stream;
  }
}

/** What was carried is not what the target holds. */
export class DigestsDifferError extends Error {
  override readonly name = 'DigestsDifferError';
  constructor(source: string, target: string) {
    super(`the target is not the source: its digest is ${target}, that of the source ${source}`);
  }
}
