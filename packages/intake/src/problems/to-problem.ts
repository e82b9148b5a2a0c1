import { problemStatuses, problemType, type Problem, type ProblemName } from '@caselog/api-contract';
import { IdentityUnavailableError } from '@caselog/access-control';
import { OutcomeUnknownError, StoreClosedError, StoreUnavailableError } from '@caselog/event-store';
import { InvalidPolicyError } from '@caselog/policy';
import { toPointer } from '../pointer.ts';
import { ProblemError, type ProblemDetails } from './errors.ts';

const titles: Readonly<Record<ProblemName, string>> = {
  'malformed-request': 'The request is malformed',
  unauthenticated: 'Who asks is not known',
  'not-permitted': 'This is not permitted',
  denied: 'A rule of the desk stands against it',
  'no-such-ticket': 'There is no such ticket',
  'no-such-entry': 'There is no such entry',
  'no-such-file': 'There is no such file',
  'no-such-route': 'There is nothing here',
  'forbidden-transition': 'The ticket does not take this command in its present state',
  'command-id-taken': 'Another command has this id',
  'entry-refused': 'The entry does not take this command',
  'policy-conflict': 'Another version of the policy was published meanwhile',
  'revision-conflict': 'The ticket has moved on',
  'body-too-large': 'The body is too large',
  'file-too-large': 'The file is too large',
  'files-full': 'There is no more room for files',
  'unsupported-media-type': 'The body is not JSON',
  'file-type-not-taken': 'Files of this type are not taken',
  'invalid-policy': 'The policy is refused',
  'too-many-requests': 'Too many requests',
  'internal-error': 'Something broke here',
  'not-visible-yet': 'The read model has not come this far yet',
  'ledger-unavailable': 'The ledger cannot take this now',
  'mailer-elsewhere': 'No mailer is known here',
  'mailer-unreachable': 'The mailer does not answer',
  'outcome-unknown': 'Whether the command was taken is not known',
  'identity-unavailable': 'Nobody can say now whether the token is good',
  'too-many-listeners': 'Too many event streams are open',
  'shutting-down': 'The service is shutting down',
};

const fail = (problem: ProblemName, details: ProblemDetails, cause: unknown): ProblemError =>
  new ProblemError(problem, details, { cause });

/** The path of a policy's fault (`calendars.0.zone`) as a JSON pointer into the document. Pure. */
export const faultPointer = (path: string): string =>
  path === '(document)' ? '' : toPointer(path.split('.'));

const policyFaults = ({ faults }: InvalidPolicyError): ProblemDetails => ({
  detail: `${faults.length} fault(s); nothing was published`,
  errors: faults.map(({ path, message }) => ({
    in: 'body' as const,
    pointer: `/document${faultPointer(path)}`,
    message,
  })),
});

/** What any error of ours means to a caller. Pure. The only place that chooses. */
export const toProblemError = (error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (error instanceof OutcomeUnknownError)
    return fail(
      'outcome-unknown',
      { detail: 'send it again with the same commandId', retryAfterS: 1 },
      error,
    );
  if (error instanceof InvalidPolicyError) return fail('invalid-policy', policyFaults(error), error);
  if (error instanceof IdentityUnavailableError)
    return fail('identity-unavailable', { retryAfterS: 5 }, error);
  if (error instanceof StoreClosedError) return fail('shutting-down', { retryAfterS: 5 }, error);
  if (error instanceof StoreUnavailableError) return fail('ledger-unavailable', { retryAfterS: 1 }, error);
  return fail('internal-error', {}, error);
};

/** The document that answers a request. Pure. */
export const toProblem = ({ problem, details }: ProblemError, requestId: string): Problem => ({
  type: problemType(problem),
  title: titles[problem],
  status: problemStatuses[problem],
  instance: `urn:caselog:request:${requestId}`,
  ...details,
});
