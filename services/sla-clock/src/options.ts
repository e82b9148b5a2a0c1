import type { Env } from '@caselog/env';
import type { EventFilter, EventStore, RecordedEvent } from '@caselog/event-store';
import type { Helpdesk, Rulebook } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import type { Policies } from '@caselog/ticket-clock';

/** Where events come from: the store's own subscription, or a reader that a broadcast rings awake. */
export type FollowEvents = (options: {
  readonly after: number;
  readonly filter: EventFilter;
  readonly signal: AbortSignal;
  readonly onReached?: (position: number) => void;
}) => AsyncIterable<readonly RecordedEvent[]>;

export interface SlaClockOptions {
  readonly helpdesk: Helpdesk;
  /** Where the event that makes a ticket unreadable is found. */
  readonly store: Pick<EventStore, 'readStream'>;
  readonly policies: Policies & Pick<Rulebook, 'refresh'>;
  readonly follow: FollowEvents;
  readonly env: Env;
  readonly log: Logger;
  /** The clock's own file; the tickets it holds back stand in one beside it. */
  readonly bookPath: string;
  /** The longest sleep, so that a clock set forward is noticed; default 30 s. */
  readonly sleepMsMax?: number;
  /** How often released tickets are looked for; default 1 s. */
  readonly releasePollMs?: number;
}
