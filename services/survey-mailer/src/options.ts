import type { Env } from '@caselog/env';
import type { EventFilter, EventStore, RecordedEvent } from '@caselog/event-store';
import type { Helpdesk, Registers, Rulebook } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import type { Policies } from '@caselog/ticket-clock';
import type { MailTransport } from './mail/message.ts';

/** Where events come from: the store's own subscription, or a reader that a broadcast rings awake. */
type FollowEvents = (options: {
  readonly after: number;
  readonly filter: EventFilter;
  readonly signal: AbortSignal;
  readonly onReached?: (position: number) => void;
}) => AsyncIterable<readonly RecordedEvent[]>;

/** What mails and pages read of the desk. */
export interface Surroundings {
  readonly helpdesk: Helpdesk;
  readonly policies: Policies & Pick<Rulebook, 'refresh'>;
  /** In what language and zone customers are written to, and who wants no surveys. */
  readonly registers: Pick<Registers, 'customers' | 'people'>;
  readonly env: Env;
}

export interface SurveyMailerOptions extends Surroundings {
  /** The ledger's whole past, read once when the mailer starts. */
  readonly store: Pick<EventStore, 'head' | 'readAll'>;
  readonly follow: FollowEvents;
  readonly log: Logger;
  readonly transport: MailTransport;
  /** The mailer's own file. */
  readonly bookPath: string;
  /** The secret with which links and return paths are signed. */
  readonly key: string;
  /** Where requesters reach the survey's pages, such as `https://desk.example`. */
  readonly publicUrl: string;
  /** Where requesters see their tickets, such as `https://desk.example`: notices link there. Default: they do not link. */
  readonly deskUrl?: string;
  /** The sender, such as `Support <survey@desk.example>`. */
  readonly from: string;
  /** Where undeliverable mails come back, such as `bounces@desk.example`: each mail's own return path is made of it. Default: the sender. */
  readonly bounceAddress?: string;
  /** Mails on their way at the same time; default 4. */
  readonly concurrency?: number;
  /** How many mails are handed over in a minute at most; default 6,000. */
  readonly mailsPerMinuteMax?: number;
  /** The first wait after a failure, and the longest; default 1 s to 5 min. */
  readonly backoff?: { readonly firstMs: number; readonly mostMs: number };
}

/** Who the ledger says it was. */
export const mailerActor = 'survey-mailer';
