import type { Book } from '../book/book.ts';
import { surveyOfMailId, type BookedMail, type SurveyKey } from '../book/mail.ts';
import { recordSurvey } from '../dispatch/context.ts';
import type { SurveyMailerOptions } from '../options.ts';
import { severityOf, type Bounce } from './bounce.ts';
import { markIn } from './return-path.ts';

/** What a report came to. `unknown`: it is about no mail of this desk. */
export type BounceOutcome = 'bounced' | 'noted' | 'ignored' | 'unknown';

type Desk = Pick<SurveyMailerOptions, 'helpdesk' | 'key' | 'log'> & { readonly book: Book };

/** The id of the mail a Message-ID is of; the first mail of a ticket carries the ticket's. Pure. */
const mailIdIn = (messageId: string): string | undefined => /^<([^@<>]+)@[^@<>]+>$/.exec(messageId)?.[1];

const findMail = ({ book, key }: Desk, { messageId, returnedTo }: Bounce): BookedMail | undefined => {
  for (const address of returnedTo) {
    const mark = markIn(address, key);
    const marked = mark === undefined ? undefined : book.findMarked(mark);
    if (marked) return marked;
  }
  const mailId = messageId === undefined ? undefined : mailIdIn(messageId);
  if (mailId === undefined) return undefined;
  const [, ticketId] = /^ticket\.([0-9a-f-]{36})$/.exec(mailId) ?? [];
  return ticketId === undefined ? book.find(mailId) : book.list({ limit: 1, ticketId, kind: 'opened' })[0];
};

/** The survey came back: it ends as bounced, unless it is over already. */
const endSurvey = async (desk: Desk, survey: SurveyKey, status: string): Promise<void> => {
  const ticket = await desk.helpdesk.load(survey.ticketId);
  if (ticket?.state.context.episode !== survey.episode) return;
  await recordSurvey(desk, 'bounced', survey, { type: 'RecordSurveyBounce', data: { status } });
};

/**
 * Takes a report: one that is for good ends the mail, and its survey, as bounced; one for now is noted. However often the same report
 * comes, it is recorded once. Never answers anybody.
 */
export const takeBounce = async (desk: Desk, bounce: Bounce): Promise<BounceOutcome> => {
  const severity = severityOf(bounce);
  if (severity === 'none') return 'ignored';
  const mail = findMail(desk, bounce);
  const mailId = mail?.mailId ?? (bounce.messageId === undefined ? undefined : mailIdIn(bounce.messageId));
  const survey = mailId === undefined ? undefined : surveyOfMailId(mailId);
  // A survey is known by its id alone, also to a mailer that has lost its book.
  if (!mail && !survey) return 'unknown';
  const { status } = bounce;
  if (severity === 'soft') {
    if (mail) desk.book.note(mail.mailId, `came back for now: ${status}`);
    return 'noted';
  }
  if (survey) await endSurvey(desk, survey, status);
  if (mail) desk.book.settle(mail.mailId, 'bounced', `came back: ${status}`);
  desk.log.info({ mailId, status }, 'a mail came back');
  return 'bounced';
};
