/** What the next appends meet, one each. */
export type AppendFault =
  /** The connection breaks and nothing is written. */
  | 'cut-before-write'
  /** It is written, and the connection breaks before the answer. */
  | 'cut-after-write'
  /** It is written; the answer is that it timed out. */
  | 'time-out-after-write'
  /** Nothing is written; the answer is that it timed out. */
  | 'time-out-before-write'
  /** It is written; no answer ever comes. */
  | 'silent-after-write'
  /** The server is too busy, and says so. */
  | 'busy'
  /** The server has just started, and says so. */
  | 'not-ready'
  /** The call fails as unavailable. */
  | 'unavailable'
  /** It is written, the node resigns, and the answer is who leads now. */
  | 'resign-after-write'
  | 'too-large';

/** What the next reads and subscriptions meet, one each. */
export type ReadFault =
  | 'unavailable'
  | 'busy'
  | 'denied'
  | 'silent'
  /** The connection breaks after so many events. */
  | { readonly cutAfter: number }
  /** The call ends, without an error, after so many events. */
  | { readonly endAfter: number };

/** What a node does wrong. Empty: nothing. */
export class Faults {
  readonly appends: AppendFault[] = [];
  readonly reads: ReadFault[] = [];
  readonly subscriptions: ReadFault[] = [];
  /** Every append takes this much longer. */
  appendDelayMs = 0;
  /** Every event of a subscription is sent so many times. */
  copies = 1;
}
