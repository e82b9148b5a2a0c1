import type { ProblemName } from '@caselog/api-contract';
import { ProblemError, toProblemError as toOurs } from '@caselog/intake';

export { faultPointer, toProblem } from '@caselog/intake';

/** Causes that Fastify and its plugins name by a code of their own. */
const byCode: Readonly<Record<string, readonly [ProblemName, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'the body is longer than this service reads'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'send content-type: application/json'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-request', 'the body is not as long as content-length says'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-request', 'the body is empty'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed-request', 'the body is not JSON'],
  FST_ERR_BAD_URL: ['malformed-request', 'the address is not well formed'],
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;

/** What any error means to a caller over HTTP. Pure. */
export const toProblemError = (error: unknown): ProblemError => {
  const known = toOurs(error);
  if (known.problem !== 'internal-error') return known;
  const named = byCode[codeOf(error) ?? ''];
  if (named) return new ProblemError(named[0], { detail: named[1] }, { cause: error });
  const status = statusOf(error);
  if (status === 429) return new ProblemError('too-many-requests', {}, { cause: error });
  if (status === 400)
    return new ProblemError('malformed-request', { detail: 'the request cannot be read' }, { cause: error });
  return known;
};
