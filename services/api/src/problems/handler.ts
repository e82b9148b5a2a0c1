import { problemStatuses } from '@caselog/api-contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem, toProblemError } from './to-problem.ts';

const asText = (problem: unknown): string => JSON.stringify(problem);

/** What a caller must bring, and whether it brought something of no use (RFC 6750, 3). Pure. */
const challengeTo = ({ headers }: FastifyRequest): string =>
  headers.authorization === undefined
    ? 'Bearer realm="caselog"'
    : 'Bearer realm="caselog", error="invalid_token"';

/** Answers any error with its problem document. What is our own fault is logged; what is the caller's is not. */
export const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const failure = toProblemError(error);
  const status = problemStatuses[failure.problem];
  if (status === 500) request.log.error({ requestId: request.id, err: failure.cause }, 'request failed');
  if (status === 401) reply.header('www-authenticate', challengeTo(request));
  if (failure.details.retryAfterS !== undefined) reply.header('retry-after', failure.details.retryAfterS);
  void reply
    .code(status)
    .type('application/problem+json')
    .serializer(asText)
    .send(toProblem(failure, request.id));
};
