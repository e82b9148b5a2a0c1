import { toInstant } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import { backoffMs, type BackoffOptions, pause } from '../backoff.ts';
import type { LanesOptions } from './options.ts';
import type { QuarantinedLane } from './quarantine.ts';
import type { Slots } from './slots.ts';

const backoffDefault: BackoffOptions = { firstMs: 100, mostMs: 10_000 };
const reasonLengthMax = 500;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, reasonLengthMax);

/** What became of an event: handled, given up with its quarantine row (not written yet), or left because the lanes stop. */
export type Attempted =
  | { readonly outcome: 'handled' | 'stopped' }
  | { readonly outcome: 'failed'; readonly lane: QuarantinedLane; readonly error: unknown };

/** Tries one event until it is handled, hopeless, or the lanes stop. Waits outside its slot. */
export async function attemptEvent(
  options: LanesOptions,
  slots: Slots,
  event: RecordedEvent,
  attemptsBefore: number,
): Promise<Attempted> {
  const { handle, env, signal, attemptsMax = 5, backoff = backoffDefault, verdict = () => 'retry' } = options;
  let attempts = 0;
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      const begun = await slots.use(async () => {
        if (signal.aborted) return false;
        await handle(event, signal);
        return true;
      });
      return { outcome: begun ? 'handled' : 'stopped' };
    } catch (error) {
      if (signal.aborted) return { outcome: 'stopped' };
      const judged = verdict(error);
      if (judged !== 'outage') attempts += 1;
      if (judged === 'poison' || attempts >= attemptsMax)
        return { outcome: 'failed', lane: row(options, event, error, attemptsBefore + attempts), error };
      const waitMs = backoffMs(env, backoff, tries);
      options.onNote?.({ kind: 'retrying', stream: event.stream, attempts: tries, waitMs, error });
      await pause(env, waitMs, signal);
    }
  }
  return { outcome: 'stopped' };
}

function row(options: LanesOptions, event: RecordedEvent, error: unknown, attempts: number): QuarantinedLane {
  const { stream, revision, position, id, type } = event;
  return {
    reader: options.reader,
    stream,
    revision,
    position,
    eventId: id,
    eventType: type,
    reason: reasonOf(error),
    attempts,
    since: toInstant(options.env.now()),
    status: 'held',
    resumeRevision: revision,
  };
}
