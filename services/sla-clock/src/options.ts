import type { Env } from '@caselog/env';
import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import type { Helpdesk, Rulebook } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import type { Policies } from '@caselog/ticket-clock';

/** Where events come from: the store's own subscription, or a reader that a broadcast rings awake. */
export type FollowEvents = (options: {
  readonly after: number;
  readonly filter: EventFilter;
  readonly signal: AbortSignal;
}) => AsyncIterable<readonly RecordedEvent[]>;

export interface SlaClockOptions {
  readonly helpdesk: Helpdesk;
  readonly policies: Policies & Pick<Rulebook, 'refresh'>;
  readonly follow: FollowEvents;
  readonly env: Env;
  readonly log: Logger;
  /** The clock's own file. */
  readonly bookPath: string;
  /** The longest sleep, so that a clock set forward is noticed; default 30 s. */
  readonly sleepMsMax?: number;
}
