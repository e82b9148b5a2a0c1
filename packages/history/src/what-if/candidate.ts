import { compilePolicy, InvalidPolicyError, parsePolicy, type Policy } from '@caselog/policy';

export interface CandidateSource {
  /** The policy in force: what is not given otherwise is taken from it. */
  readonly base: Policy;
  /** A policy document. */
  readonly document?: unknown;
  /** Calendars, each in the place of the one that has its id. */
  readonly calendars?: readonly unknown[] | undefined;
}

const idOf = (calendar: unknown): unknown =>
  typeof calendar === 'object' && calendar !== null && 'id' in calendar ? calendar.id : undefined;

/** A policy to be tried. Pure. @throws InvalidPolicyError with the path of every fault. */
export const candidatePolicy = ({ base, document, calendars = [] }: CandidateSource): Policy => {
  const whole = parsePolicy(document ?? base.document);
  const unknown = calendars.findIndex((calendar) => !whole.calendars.some(({ id }) => id === idOf(calendar)));
  if (unknown !== -1)
    throw new InvalidPolicyError([
      {
        path: `calendars.${unknown}.id`,
        message: `the policy has no calendar ${String(idOf(calendars[unknown]))}`,
      },
    ]);
  const replaced = whole.calendars.map(
    (calendar) => calendars.find((other) => idOf(other) === calendar.id) ?? calendar,
  );
  const isInForce = document === undefined && calendars.length === 0;
  return compilePolicy(
    parsePolicy({ ...whole, calendars: replaced }),
    isInForce ? base.version : 'candidate',
    base.zoneDataVersion,
  );
};
