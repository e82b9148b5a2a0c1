import type { Bounce } from './bounce.ts';

/** A mailbox in which reports arrive. */
export interface BounceInbox {
  /** For the log: where it is, without anything secret. */
  readonly name: string;
  /**
   * Reads what is there and then what comes, until the signal aborts; a mail counts as read once `take` has resolved. Other mails
   * than reports are left alone. @throws what the mailbox throws
   */
  read(take: (bounce: Bounce) => Promise<void>, signal: AbortSignal): Promise<void>;
}
