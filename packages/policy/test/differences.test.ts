import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, documentDifferences, parsePolicy } from '../src/index.ts';

const policy = parsePolicy(defaultPolicy);
const [always, desk, ...others] = policy.calendars;

describe('The differences of two documents', () => {
  it('are none between a document and itself, and are known from either side', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          expect(documentDifferences(a, structuredClone(a))).toEqual([]);
          const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
          expect(documentDifferences(a, b).length === 0).toBe(isSame);
          expect(documentDifferences(b, a)).toHaveLength(documentDifferences(a, b).length);
        },
      ),
    );
  });

  it('name the place of what changed, came and went', () => {
    const { privacyTerms } = policy.partnerTerms;
    const draft = {
      ...policy,
      partnerTerms: { agreementRequired: false, privacyTerms },
      editions: { ...policy.editions, 'a/b': { mayOpen: true, channels: ['email'] } },
      targets: [],
    };
    expect(documentDifferences(policy, draft)).toEqual([
      {
        kind: 'added',
        pointer: '/editions/a~1b',
        path: ['editions', 'a/b'],
        after: { mayOpen: true, channels: ['email'] },
      },
      { kind: 'removed', pointer: '/targets/0', path: ['targets', '1'], before: policy.targets[0] },
      {
        kind: 'changed',
        pointer: '/partnerTerms/agreementRequired',
        path: ['partnerTerms', 'agreementRequired'],
        before: true,
        after: false,
      },
    ]);
  });

  it('tell a row put in before others as one row', () => {
    const [target] = policy.targets;
    const sooner = { ...target!, within: { businessHours: 2 }, priorities: ['P1'] };
    expect(documentDifferences(policy, { ...policy, targets: [sooner, target] })).toEqual([
      { kind: 'added', pointer: '/targets/0', path: ['targets', '1'], after: sooner },
    ]);
  });

  it('compare calendars by their id, so that one put in before shifts none', () => {
    const added = { ...desk!, id: 'night' };
    const draft = { ...policy, calendars: [added, always!, { ...desk!, zone: 'Europe/Berlin' }, ...others] };
    expect(documentDifferences(policy, draft)).toMatchObject([
      { kind: 'changed', pointer: '/calendars/2/zone', path: ['calendars', 'desk', 'zone'] },
      { kind: 'added', pointer: '/calendars/0', path: ['calendars', 'night'] },
    ]);
  });
});

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};
