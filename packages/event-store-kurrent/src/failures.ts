import { ErrorType, isCommandError } from '@kurrent/kurrentdb-client';

/** What a failed call of the client means to us. */
export type Failure =
  /** The server refused it before it did anything: come back. */
  | 'not-handled'
  /** Another node leads now; the client has noted which. An append on the same connection may have been written before. */
  | 'not-leader'
  /** The connection was lost, the deadline passed, or nobody knows: an append may have been written. */
  | 'unknown'
  | 'wrong-expected-version'
  | 'not-found'
  | 'tombstoned'
  | 'denied'
  | 'too-large';

const byType: Readonly<Partial<Record<string, Failure>>> = {
  [ErrorType.NOT_LEADER]: 'not-leader',
  [ErrorType.WRONG_EXPECTED_VERSION]: 'wrong-expected-version',
  [ErrorType.STREAM_NOT_FOUND]: 'not-found',
  [ErrorType.STREAM_DELETED]: 'tombstoned',
  [ErrorType.STREAM_TOMBSTONED]: 'tombstoned',
  [ErrorType.ACCESS_DENIED]: 'denied',
  [ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED]: 'too-large',
  [ErrorType.APPEND_RECORD_SIZE_EXCEEDED]: 'too-large',
};

/** Errors of the client's reading half, as it throws them before it gives them a type. */
const byName: Readonly<Partial<Record<string, Failure>>> = {
  StreamNotFoundError: 'not-found',
  StreamDeletedError: 'tombstoned',
  NotLeaderError: 'not-leader',
  AccessDeniedError: 'denied',
};

/** What the client or the server says when nothing was sent, or nothing was done with it. No code tells it, only these words. */
const notHandled =
  /No connection established|Name resolution failed|Failed to discover|Server Is (?:Too )?Busy|Server Is Not Ready|No leader info available/;
const tooLarge = /Maximum Append (?:Event )?Size/;

/** Sorts an error of the client. Pure. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const known =
    error instanceof Error ? (isCommandError(error) ? byType[error.type] : byName[error.name]) : undefined;
  if (known) return known;
  if (tooLarge.test(message)) return 'too-large';
  return notHandled.test(message) ? 'not-handled' : 'unknown';
}
