import { describe, expect, it } from 'vitest';
import { everyImpact, priorityOf, UncoveredImpactError, type Impact } from '../src/index.ts';

const rows: readonly (readonly [Impact['access'], Impact['who'], Impact['workaround'], string])[] = [
  ['critical', 'many-users', 'none', 'P1'],
  ['critical', 'one-user', 'none', 'P2'],
  ['critical', 'collaboration', 'none', 'P2'],
  ['degraded', 'one-user', 'none', 'P2'],
  ['degraded', 'collaboration', 'none', 'P2'],
  ['degraded', 'many-users', 'none', 'P2'],
  ['degraded', 'many-users', 'exists', 'P3'],
  ['critical', 'many-users', 'exists', 'P3'],
  ['not-as-wished', 'many-users', 'not-needed', 'P4'],
];

describe('The impact matrix of the reference desk', () => {
  it.each(rows)(
    'gives %s access for %s with workaround %s the priority %s',
    (access, who, workaround, priority) => {
      expect(priorityOf({ access, who, workaround })).toBe(priority);
    },
  );

  it('covers every impact that can be stated', () => {
    for (const impact of everyImpact()) expect(priorityOf(impact)).toMatch(/^P[1-4]$/);
  });

  it('says which impact a matrix leaves without a priority', () => {
    const impact = { access: 'degraded', who: 'one-user', workaround: 'none' } as const;
    expect(() => priorityOf(impact, [{ priority: 'P1', access: ['critical'] }])).toThrow(
      UncoveredImpactError,
    );
  });
});
