import { BroadcastMisconfiguredError, BroadcastUnavailableError } from '@caselog/broadcast';
import { JetStreamApiError } from '@nats-io/jetstream';

/** Error codes of the JetStream API that mean something to us. */
export const apiCodes = {
  streamNameInUse: 10_058,
  streamNotFound: 10_059,
  notTheExpectedStream: 10_060,
  subjectsOverlap: 10_065,
  wrongLastMessageId: 10_070,
  wrongLastSequence: 10_071,
  wrongLastSequenceUnknown: 10_164,
} as const;

export const apiCodeOf = (error: unknown): number | undefined =>
  error instanceof JetStreamApiError ? error.code : undefined;

/** What a failed request to the broker is to our callers: one of our errors, as it came where it is one already. */
export function asBroadcastError(operation: string, error: unknown): Error {
  if (error instanceof BroadcastUnavailableError || error instanceof BroadcastMisconfiguredError)
    return error;
  const detail = error instanceof Error ? `${operation}: ${error.message}` : operation;
  return new BroadcastUnavailableError(detail, { cause: error });
}
