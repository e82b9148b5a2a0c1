import { compilePolicy, defaultPolicy, parsePolicy, type Policy, type PolicyInput } from '@caselog/policy';
import type { Policies } from '@caselog/ticket-clock';
import fc from 'fast-check';

const aDuration = fc.oneof(
  fc.record({ businessDays: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ businessHours: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ wallHours: fc.integer({ min: 1, max: 200 }) }),
);
const aTarget = (kind: 'first-response' | 'next-response' | 'resolution') =>
  fc
    .record({ within: aDuration, warn: fc.constantFrom(undefined, 0.5, 0.8), some: fc.boolean() })
    .map(({ within, warn, some }) => ({
      kind,
      within,
      ...(warn !== undefined && { warnAtFraction: warn }),
      ...(some && { priorities: ['P1' as const, 'P3' as const] }),
    }));

/** Policies that differ from the reference in targets, hours, silence and surveys. */
export const aPolicy: fc.Arbitrary<PolicyInput> = fc
  .record({
    first: aTarget('first-response'),
    next: aTarget('next-response'),
    resolution: fc.option(aTarget('resolution')),
    calendar: fc.constantFrom('desk', 'always', 'chat-japanese'),
    closeAfter: fc.integer({ min: 8, max: 12 }),
    quiet: fc.option(aDuration),
  })
  .map(({ first, next, resolution, calendar, closeAfter, quiet }) => ({
    ...defaultPolicy,
    hours: [{ priorities: ['P1' as const], calendar }, { calendar: 'desk' }],
    targets: [first, next, ...(resolution ? [resolution] : [])],
    silence: {
      reminders: [{ businessDays: 2 }, { businessDays: 5 }],
      closeAfter: { businessDays: closeAfter },
    },
    survey: { ...defaultPolicy.survey, ...(quiet && { quietFor: quiet }) },
  }));

export const compiled = (document: PolicyInput, version: string): Policy =>
  compilePolicy(parsePolicy(document), version, 'test');
/** Two versions, the second in force. */
export const policiesOf = (one: PolicyInput, two: PolicyInput): Policies => {
  const versions = [compiled(one, 'reference-1'), compiled(two, 'reference-2')];
  return {
    policyOf: (version) => versions.find((policy) => policy.version === version)!,
    currentPolicy: () => versions[1]!,
  };
};

/** A policy that takes each of its parts from one of two others. */
export const aMixture = (one: PolicyInput, two: PolicyInput): fc.Arbitrary<PolicyInput> =>
  fc
    .record({
      targets: fc.boolean(),
      hours: fc.boolean(),
      silence: fc.boolean(),
      survey: fc.boolean(),
      reopenWindow: fc.boolean(),
      impactMatrix: fc.boolean(),
    })
    .map((isFirst) => ({
      ...defaultPolicy,
      targets: (isFirst.targets ? one : two).targets,
      hours: (isFirst.hours ? one : two).hours,
      silence: (isFirst.silence ? one : two).silence,
      survey: (isFirst.survey ? one : two).survey,
      reopenWindow: isFirst.reopenWindow ? defaultPolicy.reopenWindow : { businessDays: 3 },
      impactMatrix: isFirst.impactMatrix
        ? defaultPolicy.impactMatrix
        : defaultPolicy.impactMatrix.map((row) => ({
            ...row,
            priority: row.priority === 'P1' ? 'P2' : row.priority,
          })),
    }));
