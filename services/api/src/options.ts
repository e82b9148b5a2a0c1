import type { Attachments } from '@caselog/attachments';
import type { Env } from '@caselog/env';
import type { DeliveriesQuery, DeliveriesResponse } from '@caselog/api-contract';
import type { ApiKeys, Identify, RequesterSees } from '@caselog/access-control';
import type { EventFilter, EventStore, RecordedEvent } from '@caselog/event-store';
import type { Helpdesk, PolicyBook, Registers } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import type { Authenticate } from './auth.ts';
import type { Operations } from './operations.ts';
import type { Reads } from './reads.ts';
import type { OidcSignIn } from './session/oidc-sign-in.ts';
import type { Receipts } from './receipts.ts';
import type { Sessions } from './session/sessions.ts';

/** Where live events come from: the store itself, or a reader that is rung awake by a broadcast. */
export interface EventSource {
  /** The ledger's last position. */
  head(): Promise<number>;
  /** Events behind a position, then live, without a seam, until the signal aborts. */
  follow(options: {
    readonly after: number;
    readonly filter?: EventFilter;
    readonly batchSize?: number;
    readonly signal: AbortSignal;
    /** Called between batches: everything wanted up to this position was yielded. */
    readonly onReached?: (position: number) => void;
  }): AsyncIterable<readonly RecordedEvent[]>;
}

export interface ApiLimits {
  /** Bytes of a request's body. Default 256 KiB: the longest texts a command may hold, escaped. */
  readonly bodyBytesMax: number;
  /** How long a request may take to arrive; default 5 minutes, which is 25 MB at 700 kbit/s. */
  readonly requestMsMax: number;
  /** Requests one address may send in `rateWindowMs`; default 60,000 in a minute. */
  readonly requestsMax: number;
  readonly rateWindowMs: number;
  /** How long a read waits for `waitFor`; default 5 s. */
  readonly waitMsMax: number;
  /** Open event streams; default 500. */
  readonly streamsMax: number;
  /** A listener that takes nothing for this long is cut off; default 30 s. */
  readonly slowListenerMs: number;
  /** How often a silent stream beats; default 15 s. */
  readonly heartbeatMs: number;
  /** How long requests under way may take once the API closes; default 4 s. */
  readonly farewellMsMax: number;
}

export const defaultLimits: ApiLimits = {
  bodyBytesMax: 256 * 1024,
  requestMsMax: 300_000,
  requestsMax: 60_000,
  rateWindowMs: 60_000,
  waitMsMax: 5_000,
  streamsMax: 500,
  slowListenerMs: 30_000,
  heartbeatMs: 15_000,
  farewellMsMax: 4_000,
};

/** How people work with this API from a browser: with a session instead of a token. */
export interface Browsers {
  readonly sessions: Sessions;
  readonly identify: Identify;
  /** Sign-in with an OpenID Connect issuer, where one is configured. */
  readonly oidc?: OidcSignIn;
}

/** What a lead is told of the desk's mails. */
export interface Mail {
  deliveries(query: DeliveriesQuery): DeliveriesResponse | Promise<DeliveriesResponse>;
}

/** A broadcast whose relay is watched. */
export interface WatchedBroadcast {
  readonly name: string;
  /** Where it ends now. Rejects when it does not answer. */
  tail(): Promise<{ readonly position: number }>;
}

export interface ApiOptions {
  readonly helpdesk: Helpdesk;
  readonly reads: Reads;
  readonly events: EventSource;
  readonly env: Env;
  readonly auth: Authenticate;
  readonly log: Logger;
  /** Where refusals are recorded and registers are listed. */
  readonly store: EventStore;
  /** The policy, through all its versions. */
  readonly book: PolicyBook;
  readonly registers: Registers;
  readonly apiKeys: ApiKeys;
  /** The mailer, in this process or another one. */
  readonly mail?: Mail;
  /** The files that are handed in; without it none are taken. */
  readonly attachments?: Attachments;
  /** What relays publish to, for those who look after them. */
  readonly broadcasts?: readonly WatchedBroadcast[];
  /** The evidence of the ledger; without it no event has a receipt. */
  readonly receipts?: Receipts;
  /** Where the columns of the history lie; without it the past is not to be asked here. */
  readonly columnsFolder?: string;
  /** What a lead looks after; without it readers that stopped and read models are not to be seen here. */
  readonly operations?: Operations;
  /** Without it nobody signs in from a browser here. */
  readonly browsers?: Browsers;
  /** Whose tickets a requester sees; default: its own. */
  readonly requesterSees?: RequesterSees;
  readonly limits?: Partial<ApiLimits>;
}

/** What routes work with. */
export interface ApiContext extends Omit<ApiOptions, 'limits'> {
  readonly limits: ApiLimits;
  /** Aborts when the API closes: streams and waits end. */
  readonly closing: AbortSignal;
}
