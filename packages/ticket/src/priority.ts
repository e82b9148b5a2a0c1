import { z } from 'zod';

export const prioritySchema = z.enum(['P1', 'P2', 'P3', 'P4']);
export type Priority = z.infer<typeof prioritySchema>;

/** What the requester states, in the policy's own terms: from it, and from nothing else, comes the priority. */
export const impactSchema = z.strictObject({
  /** `critical`: unavailable or unusable. `degraded`: not working as it should. `not-as-wished`: works, but not as wished. */
  access: z.enum(['critical', 'degraded', 'not-as-wished']),
  who: z.enum(['one-user', 'many-users', 'collaboration']),
  workaround: z.enum(['none', 'exists', 'not-needed']),
});
export type Impact = z.infer<typeof impactSchema>;

/** One row of the impact matrix: it matches when every listed field holds the stated value; an absent field matches all. */
export const impactRuleSchema = z.strictObject({
  priority: prioritySchema,
  access: z.array(impactSchema.shape.access).nonempty().optional(),
  who: z.array(impactSchema.shape.who).nonempty().optional(),
  workaround: z.array(impactSchema.shape.workaround).nonempty().optional(),
});
export type ImpactRule = z.infer<typeof impactRuleSchema>;

/**
 * The reference desk's matrix. The first four priorities are the policy's own rows; what they leave open is closed in the
 * same spirit: many users without a way round is never less than P2, and a way round makes it P3.
 */
export const defaultImpactMatrix: readonly ImpactRule[] = [
  { priority: 'P1', access: ['critical'], who: ['many-users'], workaround: ['none'] },
  { priority: 'P2', access: ['critical', 'degraded'], workaround: ['none'] },
  { priority: 'P3', access: ['critical', 'degraded'], workaround: ['exists'] },
  { priority: 'P4', access: ['not-as-wished'] },
  { priority: 'P4' },
];

const matches = (rule: ImpactRule, impact: Impact): boolean =>
  (rule.access?.includes(impact.access) ?? true) &&
  (rule.who?.includes(impact.who) ?? true) &&
  (rule.workaround?.includes(impact.workaround) ?? true);

/** Thrown when a matrix leaves an impact without a priority; a published policy is checked for it beforehand. */
export class UncoveredImpactError extends Error {
  override readonly name = 'UncoveredImpactError';
  readonly impact: Impact;
  constructor(impact: Impact) {
    super(`no row of the impact matrix matches ${JSON.stringify(impact)}`);
    this.impact = impact;
  }
}

/** The priority of a stated impact, by the first row that matches. Pure. Source: domain, "Priority". */
export const priorityOf = (impact: Impact, matrix: readonly ImpactRule[] = defaultImpactMatrix): Priority => {
  const rule = matrix.find((row) => matches(row, impact));
  if (!rule) throw new UncoveredImpactError(impact);
  return rule.priority;
};

/** Every impact that can be stated, to check that a matrix covers them all. Pure. */
export const everyImpact = (): readonly Impact[] =>
  impactSchema.shape.access.options.flatMap((access) =>
    impactSchema.shape.who.options.flatMap((who) =>
      impactSchema.shape.workaround.options.map((workaround) => ({ access, who, workaround })),
    ),
  );
