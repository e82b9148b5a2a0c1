import type { Env } from '@caselog/env';
import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import type { Helpdesk } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import type { MailTransport } from './mail/message.ts';

/** Where events come from: the store's own subscription, or a reader that a broadcast rings awake. */
export type FollowEvents = (options: {
  readonly after: number;
  readonly filter: EventFilter;
  readonly signal: AbortSignal;
}) => AsyncIterable<readonly RecordedEvent[]>;

export interface SurveyMailerOptions {
  readonly helpdesk: Helpdesk;
  readonly follow: FollowEvents;
  readonly env: Env;
  readonly log: Logger;
  readonly transport: MailTransport;
  /** The mailer's own file. */
  readonly bookPath: string;
  /** The secret with which links are signed. */
  readonly key: string;
  /** Where requesters reach the survey's pages, such as `https://desk.example`. */
  readonly publicUrl: string;
  /** The sender, such as `Support <survey@desk.example>`. */
  readonly from: string;
  /** Mails on their way at the same time; default 4. */
  readonly concurrency?: number;
  /** The first wait after a failure, and the longest; default 1 s to 5 min. */
  readonly backoff?: { readonly firstMs: number; readonly mostMs: number };
}

/** Who the ledger says it was. */
export const mailerActor = 'survey-mailer';
