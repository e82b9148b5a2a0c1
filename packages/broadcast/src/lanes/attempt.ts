import type { RecordedEvent } from '@caselog/event-store';
import { backoffMs, type BackoffOptions, pause } from '../backoff.ts';
import type { LanesOptions } from './options.ts';
import type { QuarantinedLane } from './quarantine.ts';
import type { Slots } from './slots.ts';
import { stoppedLane } from './stopped-lane.ts';

const backoffDefault: BackoffOptions = { firstMs: 100, mostMs: 10_000 };

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
  const lane = (error: unknown, tried: number): QuarantinedLane =>
    stoppedLane({ reader: options.reader, event, error, attempts: tried, atMs: env.now() });
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
        return { outcome: 'failed', error, lane: lane(error, attemptsBefore + attempts) };
      const waitMs = backoffMs(env, backoff, tries);
      options.onNote?.({ kind: 'retrying', stream: event.stream, attempts: tries, waitMs, error });
      await pause(env, waitMs, signal);
    }
  }
  return { outcome: 'stopped' };
}
