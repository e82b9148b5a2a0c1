import type { Principal, RequesterSees } from '@caselog/access-control';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { Helpdesk, Registers } from '@caselog/helpdesk';

/** What the ways in work with. */
export interface IntakeContext {
  readonly helpdesk: Helpdesk;
  readonly registers: Registers;
  /** Where refusals are recorded. */
  readonly store: EventStore;
  readonly env: Env;
  /** Whose tickets a requester sees; default: its own. */
  readonly requesterSees?: RequesterSees;
}

/** Who gives a command, and by which request. */
export interface Caller {
  readonly principal: Principal;
  /** The request's id: it correlates the events it leads to, and names it in problems and logs. */
  readonly requestId: string;
}
