import { commandTypes, lifecycleStates, type CommandType } from '@caselog/ticket';
import { z } from 'zod';

/** The causes the API tells apart, each a problem type of its own with the HTTP status it comes with. */
export const problemStatuses = {
  'malformed-request': 400,
  unauthenticated: 401,
  'not-permitted': 403,
  denied: 403,
  'no-such-ticket': 404,
  'no-such-entry': 404,
  'no-such-file': 404,
  'no-such-route': 404,
  'forbidden-transition': 409,
  'command-id-taken': 409,
  'entry-refused': 409,
  'policy-conflict': 409,
  'revision-conflict': 409,
  'body-too-large': 413,
  'file-too-large': 413,
  'files-full': 413,
  'unsupported-media-type': 415,
  'file-type-not-taken': 415,
  'invalid-policy': 422,
  'too-many-requests': 429,
  'internal-error': 500,
  'not-visible-yet': 503,
  'ledger-unavailable': 503,
  'mailer-elsewhere': 503,
  'mailer-unreachable': 503,
  'outcome-unknown': 503,
  'identity-unavailable': 503,
  'too-many-listeners': 503,
  'shutting-down': 503,
} as const;
export type ProblemName = keyof typeof problemStatuses;

const prefix = 'urn:caselog:problem:';

/** The `type` of a problem: a URN, so that it stays the same wherever the API is served. Pure. */
export const problemType = (name: ProblemName): string => `${prefix}${name}`;

/** The name in a problem's `type`, undefined when it is none of ours. Pure. */
export const problemName = (type: string): ProblemName | undefined => {
  const name = type.startsWith(prefix) ? type.slice(prefix.length) : '';
  return Object.hasOwn(problemStatuses, name) ? (name as ProblemName) : undefined;
};

export const fieldErrorSchema = z.object({
  /** Where the value stood. */
  in: z.enum(['body', 'query', 'path', 'headers']),
  /** The field as a JSON pointer (RFC 6901); the empty pointer is the whole. */
  pointer: z.string(),
  message: z.string(),
});
export type FieldError = z.infer<typeof fieldErrorSchema>;

export const commandTypeSchema = z.enum(commandTypes as [CommandType, ...CommandType[]]);
export const lifecycleSchema = z.enum(lifecycleStates);

/** A problem document: RFC 9457, with what each type adds. Served as `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    /** The request it answers: the log of the service knows it by the same name. */
    instance: z.string().optional(),
    /** `malformed-request`, `invalid-policy`: every fault. */
    errors: z.array(fieldErrorSchema).optional(),
    /** `forbidden-transition`: the state the ticket is in … */
    lifecycle: lifecycleSchema.optional(),
    /** … and what may be done instead. */
    allowed: z.array(commandTypeSchema).optional(),
    /** … and where a follow-up is opened, once the window for reopening has closed. */
    followUp: z.string().optional(),
    /** `denied`: which rule of the desk stands against it, and where the caller is helped instead. */
    reason: z.string().optional(),
    helpAt: z.object({ text: z.string(), url: z.string() }).optional(),
    /** `revision-conflict`: what the caller saw, and what is. */
    expectedRevision: z.int().optional(),
    actualRevision: z.int().optional(),
    /** `policy-conflict`: the number the editor started from, and the one in force. */
    basedOn: z.int().optional(),
    actual: z.int().optional(),
    /** `not-visible-yet`: how far the read model has come. */
    position: z.int().optional(),
    /** Seconds to wait before another try, as in `Retry-After`. */
    retryAfterS: z.int().optional(),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457)' });
export type Problem = z.infer<typeof problemSchema>;
