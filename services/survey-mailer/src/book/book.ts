import type { MailStatus } from '@caselog/api-contract';
import type { Instant, TicketId } from '@caselog/ticket';
import type { BookedMail, PlannedMail } from './mail.ts';
import { readings } from './readings.ts';
import { openBookFile } from './schema.ts';
import { writings } from './writings.ts';

/** An event the mailer could not make sense of; it goes on without it. */
export interface FaultyEvent {
  readonly position: number;
  readonly stream: string;
  readonly reason: string;
}

/** A planned mail, or one whose fate the ledger already tells: then how it stands. */
export interface Planned extends PlannedMail {
  readonly requesterId: string;
  readonly known?: Pick<BookedMail, 'status' | 'sentAtMs' | 'reason'>;
}

/** What a batch of events told. */
interface Taken {
  readonly mails: readonly Planned[];
  /** Tickets whose requester left an address. */
  readonly correspondents: readonly TicketId[];
  readonly faulty: readonly FaultyEvent[];
  /** Of the last event. */
  readonly position: number;
}

interface DeliveriesWanted {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: { readonly position: number; readonly mailId: string } | undefined;
  readonly status?: MailStatus | undefined;
  readonly kind?: string | undefined;
  readonly ticketId?: TicketId | undefined;
}

/** The mailer's memory: how far it has read, which mails there are, and what became of each. Every method is durable when it returns. */
export interface Book {
  /** Everything up to here has been taken. */
  position(): number;
  /**
   * Where the ledger ended when this book was begun: what requesters were told before is not told again by a book that cannot know.
   * Undefined in a book that was never used.
   */
  fence(): number | undefined;
  raiseFence(position: number): void;
  /** Whether the ticket's requester left an address. */
  writesTo(ticketId: TicketId): boolean;
  /** Takes what a batch of events told. A mail that is known already stays as it is. */
  take(taken: Taken): void;
  /** Adds mails that follow from others. */
  plan(mails: readonly Planned[]): void;
  /** Mails whose turn has come, the oldest first. `recordingOnly`: those that are out and only the record is missing. */
  due(nowMs: number, limit: number, recordingOnly: boolean): readonly BookedMail[];
  /** When the next mail's turn comes, undefined when none waits. */
  nextAtMs(): number | undefined;
  /** How many surveys went out, or were on their way, to the requester of this mail between two moments; this one not counted. */
  surveysTo(mailId: string, fromMs: number, toMs: number): number;
  /** Writes down that the mail is about to go out. */
  begin(mailId: string, at: Instant): void;
  /** The mail is out, or (`failed`) is not and is tried again at `nextAtMs`. */
  end(mailId: string, outcome: 'sent' | 'failed', nextAtMs: number, detail: string): void;
  /** Puts the next try off. */
  putOff(mailId: string, nextAtMs: number, reason: string): void;
  /** Nothing is left to do. */
  settle(mailId: string, status: 'recorded' | 'skipped' | 'bounced', reason: string | null): void;
  /** Keeps what was heard of a mail that is out. */
  note(mailId: string, reason: string): void;
  /** Mails that were being sent when the mailer last ended: whether they went out is not known. They become due, with that reason. */
  recover(nowMs: number): number;
  find(mailId: string): BookedMail | undefined;
  /** By what stands in its return path. */
  findMarked(mark: string): BookedMail | undefined;
  count(): Readonly<Record<MailStatus, number>>;
  list(wanted: DeliveriesWanted): readonly BookedMail[];
  close(): void;
}

/** Opens the book at `path`, made when it is not there. @throws MailerBookError */
export const openBook = (path: string): Book => {
  const db = openBookFile(path);
  return { ...readings(db), ...writings(db), close: () => db.close() };
};
