import { faultsOf, type Fault } from '@caselog/sla';
import { z } from 'zod';
import { policySchema, type PolicyDocument } from './document.ts';

/** Thrown when a document is no policy; names every fault by its path. */
export class InvalidPolicyError extends Error {
  override readonly name = 'InvalidPolicyError';
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(`the policy is refused: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
    this.faults = faults;
  }
}

/** Reads a policy document. Pure. @throws InvalidPolicyError with the path of every fault. */
export const parsePolicy = (input: unknown): PolicyDocument => {
  const parsed = policySchema.safeParse(input);
  if (!parsed.success) throw new InvalidPolicyError(faultsOf(parsed.error));
  return parsed.data;
};

/** The events of a `policy-<id>` stream: every version that was ever in force stays there, whole. */
export const policyEventSchemas = {
  PolicyPublished: z.strictObject({
    number: z.int().positive(),
    /** The document as it was published; parsed again when it is read, so an old one is read by today's schema. */
    document: z.record(z.string(), z.unknown()),
    note: z.string().max(1_000).nullable(),
  }),
} as const;
export type PolicyPublished = {
  readonly type: 'PolicyPublished';
  readonly data: z.infer<(typeof policyEventSchemas)['PolicyPublished']>;
};

const asBefore = (policy: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...policy,
  survey: { ...(policy.survey as object), reminders: [] },
  mail: { notices: [] },
});

/**
 * How `PolicyPublished` is read: 2 knows of survey reminders and of mails beside the survey. A policy published before promised
 * neither, and goes on promising neither.
 */
export const policyPublishedSchema = {
  type: 'PolicyPublished',
  schemaVersion: 2,
  parse: (data: unknown): PolicyPublished['data'] => policyEventSchemas.PolicyPublished.parse(data),
  upcast: {
    1: (data: PolicyPublished['data']) => ({ ...data, document: asBefore(data.document) }),
  },
} as const;

/** The name of a version: what events are stamped with. Pure. */
export const policyVersion = (id: string, number: number): string => `${id}-${number}`;

/** The stream of a policy. Pure. */
export const policyStream = (id: string): string => `policy-${id}`;

/** The number of the version last published, 0 before the first. Pure. */
export const evolvePolicy = (_: number, event: PolicyPublished): number => event.data.number;

/** Publishing: the next version, whole. A document equal to the last one is published all the same: it is a decision. Pure. */
export const decidePublish = (
  document: PolicyDocument,
  note: string | null,
  lastNumber: number,
): readonly PolicyPublished[] => [
  { type: 'PolicyPublished', data: { number: lastNumber + 1, document, note } },
];
