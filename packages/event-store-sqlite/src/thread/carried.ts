import { OutcomeUnknownError, PartialRepeatError } from '@caselog/event-store';
import { explained, sqliteCode } from '../errors.ts';
import type { GroupOutcome } from '../writer.ts';

/** An error as it crosses from one thread to another, where its class would be lost. */
interface CarriedError {
  readonly kind: 'outcome-unknown' | 'partial-repeat' | 'sqlite' | 'other';
  readonly error: unknown;
  readonly stream?: string;
  readonly knownIds?: readonly string[];
  readonly unknownIds?: readonly string[];
  readonly errcode?: number;
}

/** What one transaction came to, as it crosses. */
type CarriedOutcome = Extract<GroupOutcome, { results: unknown }> | { readonly carried: CarriedError };
export type Carried = { readonly outcomes: readonly CarriedOutcome[] } | { readonly carried: CarriedError };

/** Makes an error fit to cross. Pure. */
export function carry(error: unknown): CarriedError {
  if (error instanceof OutcomeUnknownError)
    return { kind: 'outcome-unknown', stream: error.stream, error: error.cause };
  if (error instanceof PartialRepeatError) {
    const { stream, knownIds, unknownIds } = error;
    return { kind: 'partial-repeat', stream, knownIds, unknownIds, error: undefined };
  }
  // An error of the file was made from SQLite's own, which is made into the same again.
  const own = error instanceof Error && sqliteCode(error.cause) !== undefined ? error.cause : error;
  const errcode = sqliteCode(own);
  return errcode === undefined ? { kind: 'other', error } : { kind: 'sqlite', error: own, errcode };
}

/** The error that was carried, of its own class again. Pure. */
export function unpack(
  { kind, error, stream = '', knownIds, unknownIds, errcode }: CarriedError,
  path: string,
) {
  if (kind === 'outcome-unknown') return new OutcomeUnknownError(stream, { cause: error });
  if (kind === 'partial-repeat') return new PartialRepeatError(stream, knownIds ?? [], unknownIds ?? []);
  return kind === 'sqlite' && error instanceof Error
    ? explained(Object.assign(error, { errcode }), path)
    : error;
}

/** Makes the outcomes of a transaction fit to cross. Pure. */
export const carryAll = (outcomes: readonly GroupOutcome[]): Carried => ({
  outcomes: outcomes.map((outcome) => ('error' in outcome ? { carried: carry(outcome.error) } : outcome)),
});

/** The outcomes that were carried. @throws what the transaction threw */
export const unpackAll = (answer: Carried, path: string): readonly GroupOutcome[] => {
  if ('carried' in answer) throw unpack(answer.carried, path);
  return answer.outcomes.map((outcome) =>
    'carried' in outcome ? { error: unpack(outcome.carried, path) } : outcome,
  );
};
