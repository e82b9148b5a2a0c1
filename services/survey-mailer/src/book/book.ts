import type { Instant, TicketId } from '@caselog/ticket';
import { openBookFile } from './schema.ts';
import { readings } from './readings.ts';
import { writings } from './writings.ts';

/** What identifies a survey. */
export interface SurveyKey {
  readonly ticketId: TicketId;
  readonly episode: number;
}

/** A survey that was scheduled, as the ledger told. */
export interface ScheduledSurvey extends SurveyKey {
  readonly position: number;
  readonly sendAfter: Instant;
  readonly closesAt: Instant;
  readonly messageId: string;
}

/** An event the mailer could not make sense of; it goes on without it. */
export interface FaultyEvent {
  readonly position: number;
  readonly stream: string;
  readonly reason: string;
}

export type SurveyStatus = 'due' | 'sending' | 'sent' | 'recorded' | 'skipped';

export interface Survey extends ScheduledSurvey {
  readonly status: SurveyStatus;
  /** How often the mail was handed over, or was about to be. */
  readonly attempts: number;
  readonly nextAtMs: number;
  /** Why it was skipped, or what the last attempt came to. */
  readonly reason: string | null;
}

/** The mailer's memory: how far it has read, which surveys there are, and what became of each. Every method is durable when it returns. */
export interface Book {
  /** Everything up to here has been taken. */
  position(): number;
  /** Takes what a batch of events told, together with the position behind it. A survey that is known already stays as it is. */
  take(surveys: readonly ScheduledSurvey[], faulty: readonly FaultyEvent[], position: number): void;
  /** Surveys whose turn has come, the oldest first. `recordingOnly`: those whose mail is out and only the record is missing. */
  due(nowMs: number, limit: number, recordingOnly: boolean): readonly Survey[];
  /** When the next survey's turn comes, undefined when none waits. */
  nextAtMs(): number | undefined;
  /** Writes down that the mail is about to go out. */
  begin(key: SurveyKey, at: Instant): void;
  /** The mail is out, or (`outcome` `failed`) is not and is tried again at `nextAtMs`. */
  end(key: SurveyKey, outcome: 'sent' | 'failed', nextAtMs: number, detail: string): void;
  /** Puts the next try off, after the mail went out but could not be recorded. */
  putOff(key: SurveyKey, nextAtMs: number, reason: string): void;
  /** Nothing is left to do. */
  settle(key: SurveyKey, status: 'recorded' | 'skipped', reason: string | null): void;
  /** Surveys that were being sent when the mailer last ended: whether they went out is not known. They become due, with that reason. */
  recover(nowMs: number): number;
  find(key: SurveyKey): Survey | undefined;
  count(): Readonly<Partial<Record<SurveyStatus, number>>>;
  close(): void;
}

/** Opens the book at `path`, made when it is not there. @throws MailerBookError */
export const openBook = (path: string): Book => {
  const db = openBookFile(path);
  return { ...readings(db), ...writings(db), close: () => db.close() };
};
