import type { Notice } from '@caselog/policy';
import { openingOf } from '../correspondence.ts';
import type { TicketId } from '@caselog/ticket';
import type { Letter } from '../letters/letter.ts';
import { noticeLetter } from '../letters/notices.ts';
import type { Dispatch } from './context.ts';
import { recipientOf, skip, type Draft, type Errand } from './draft.ts';

/** A requester answers, thanks or reopens on its request's own page. */
const withLink = (letter: Letter, ticketId: TicketId, { deskUrl }: Pick<Dispatch, 'deskUrl'>): Letter => {
  if (deskUrl === undefined) return letter;
  const label = letter.words.say('mail.request');
  const url = `${deskUrl}/help/requests/${ticketId}`;
  return { ...letter, parts: [...letter.parts, { kind: 'button', label, url }] };
};

/** What is to be done about a mail that tells a requester of its ticket. Pure. */
export const draftNotice = (
  errand: Errand,
  dispatch: Pick<Dispatch, 'from' | 'bounceAddress' | 'deskUrl'>,
): Draft => {
  const { mail, ticket, correspondence } = errand;
  const { notices } = correspondence.policy.document.mail;
  if (!notices.includes(mail.kind as Notice)) return skip('the policy has no such mail');
  if (mail.kind === 'reminder' && ticket.state.configuration.lifecycle !== 'awaiting-data')
    return skip('nothing is awaited any more');
  const to = recipientOf(ticket, dispatch);
  if (to === undefined) return skip('no address');
  const { history, state } = ticket;
  const commandId = history[mail.revision]?.metadata.commandId;
  const letter = noticeLetter({
    words: correspondence.words,
    zone: correspondence.zone,
    subject: openingOf(ticket).subject,
    events: history.filter(({ metadata }) => metadata.commandId === commandId),
    history,
    state,
  });
  return letter
    ? { step: 'send', to, letter: withLink(letter, mail.ticketId, dispatch) }
    : skip('there is nothing to write about');
};
