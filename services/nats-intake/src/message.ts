import type { Identify, Principal } from '@caselog/access-control';
import { intakeService, problemStatuses } from '@caselog/api-contract';
import { ProblemError, toProblem, toProblemError } from '@caselog/intake';
import type { ServiceMsg } from '@nats-io/services';
import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** The token of `Bearer <token>` (RFC 6750), undefined when there is none. Pure. */
const bearerOf = (value: string): string | undefined => /^Bearer +([\w.~+/-]+=*) *$/i.exec(value)?.[1];

/** Who sends a message, by its header. @throws ProblemError for who is not known, and what keeps the question from being answered */
export const senderOf = async (message: ServiceMsg, identify: Identify): Promise<Principal> => {
  const token = bearerOf(message.headers?.get(intakeService.authorizationHeader) ?? '');
  if (token === undefined)
    throw new ProblemError('unauthenticated', {
      detail: `a bearer token is needed in the header ${intakeService.authorizationHeader}`,
    });
  const found = await identify(token);
  if ('refused' in found) throw new ProblemError(found.refused, { detail: found.reason });
  return found;
};

/** The JSON in a message. Pure. @throws ProblemError */
export const bodyOf = (message: ServiceMsg, bytesMax: number): unknown => {
  const { data } = message;
  if (data.length > bytesMax)
    throw new ProblemError('body-too-large', { detail: `the body is longer than ${bytesMax} bytes` });
  if (data.length === 0) throw new ProblemError('malformed-request', { detail: 'the body is empty' });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data)) as unknown;
  } catch (cause) {
    throw new ProblemError('malformed-request', { detail: 'the body is not JSON' }, { cause });
  }
};

const withType = (type: string): MsgHdrs => {
  const made = headers();
  made.set('Content-Type', type);
  return made;
};

/** Answers with JSON. @throws what the connection throws when it is over */
export const respond = (message: ServiceMsg, answer: unknown): void => {
  message.respond(JSON.stringify(answer), { headers: withType('application/json') });
};

/** What went wrong, as the service's log and numbers see it. */
export interface Failure {
  readonly status: number;
  readonly error: ProblemError;
}

/** Answers with the problem document of an error; its status stands in `Nats-Service-Error-Code`. @throws as {@link respond} */
export const respondProblem = (message: ServiceMsg, error: unknown, requestId: string): Failure => {
  const failure = toProblemError(error);
  const problem = toProblem(failure, requestId);
  const status = problemStatuses[failure.problem];
  message.respondError(status, problem.title, JSON.stringify(problem), {
    headers: withType('application/problem+json'),
  });
  return { status, error: failure };
};
