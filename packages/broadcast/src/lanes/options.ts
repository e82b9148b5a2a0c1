import type { Env } from '@caselog/env';
import type { EventFilter, EventStore, RecordedEvent } from '@caselog/event-store';
import type { BackoffOptions } from '../backoff.ts';
import type { QuarantinedLane, QuarantineStore } from './quarantine.ts';

/**
 * What an error of a handler means. `retry`: try again, a bounded number of times. `poison`: it will never work, quarantine now.
 * `outage`: something this handler needs is away; try for as long as it takes, the event is not to blame.
 */
export type Verdict = 'retry' | 'poison' | 'outage';

export type LaneNote =
  | {
      readonly kind: 'retrying';
      readonly stream: string;
      readonly attempts: number;
      readonly waitMs: number;
      readonly error: unknown;
    }
  | { readonly kind: 'quarantined'; readonly lane: QuarantinedLane; readonly error: unknown }
  | { readonly kind: 'released'; readonly stream: string; readonly resumeRevision: number }
  /** A released lane has caught up and flows again. */
  | { readonly kind: 'flowing'; readonly stream: string }
  /** The quarantine or the ledger could not be reached; it is tried again. */
  | { readonly kind: 'trouble'; readonly reason: string; readonly error: unknown };

export interface LanesOptions {
  /** The name under which lanes are quarantined; one living instance a name. */
  readonly reader: string;
  /** Handles one event, decoding it first. May be called again with the same event after a crash. `signal` aborts when the lanes stop. */
  readonly handle: (event: RecordedEvent, signal: AbortSignal) => Promise<void>;
  /** Where waiting events are read from when a lane is released. */
  readonly store: Pick<EventStore, 'readStream'>;
  readonly quarantine: QuarantineStore;
  readonly env: Env;
  /** Stops: no new attempt is begun, what was not handled stays unsettled. */
  readonly signal: AbortSignal;
  /** The checkpoint the reader starts behind. */
  readonly after: number;
  /** The reader's own filter, so that a released lane hands out the same events. */
  readonly filter?: EventFilter;
  /** Handlers at work at the same time; default 8. A lane that waits for its next attempt takes no place. */
  readonly concurrency?: number;
  /** Attempts before an event is quarantined; default 5. */
  readonly attemptsMax?: number;
  /** Waits between attempts; default 100 ms to 10,000 ms. */
  readonly backoff?: BackoffOptions;
  readonly verdict?: (error: unknown) => Verdict;
  /** Events on their way before `push` waits; default 1,000. */
  readonly openMax?: number;
  /** How often released lanes are looked for; default 1,000. */
  readonly pollMs?: number;
  readonly onNote?: (note: LaneNote) => void;
}
