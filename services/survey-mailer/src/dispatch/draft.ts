import type { LoadedTicket } from '@caselog/helpdesk';
import type { BookedMail } from '../book/mail.ts';
import { openingOf, type Correspondence } from '../correspondence.ts';
import type { Letter } from '../letters/letter.ts';
import { addressOf } from '../mail/message.ts';
import type { SurveyMailerOptions } from '../options.ts';

/** A mail on its way, with what is known of its ticket. */
export interface Errand {
  readonly mail: BookedMail;
  readonly ticket: LoadedTicket;
  readonly correspondence: Correspondence;
  readonly nowMs: number;
}

/** What is to be done about a mail whose turn has come. */
export type Draft =
  | {
      readonly step: 'send';
      readonly to: string;
      readonly letter: Letter;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** There is nothing to send, and nothing to tell the ledger. */
  | { readonly step: 'skip'; readonly reason: string }
  /** The survey ends without a mail, and the ledger is told why. */
  | { readonly step: 'suppress'; readonly reason: string }
  | { readonly step: 'wait'; readonly untilMs: number; readonly reason: string };

export const skip = (reason: string): Draft => ({ step: 'skip', reason });

/** The address a ticket's mails go to; undefined: there is none, or it is the desk's own, which would answer itself for ever. Pure. */
export const recipientOf = (
  ticket: LoadedTicket,
  { from, bounceAddress }: Pick<SurveyMailerOptions, 'from' | 'bounceAddress'>,
): string | undefined => {
  const to = openingOf(ticket).requesterEmail;
  const own = [addressOf(from), bounceAddress].map((address) => address?.toLowerCase());
  return to === null || own.includes(to.toLowerCase()) ? undefined : to;
};
