import { commandsFor } from '@caselog/access-control';
import type { Role } from '@caselog/api-contract';
import type { Answer } from '@caselog/helpdesk';
import { ProblemError } from './errors.ts';

type Accepted = Extract<Answer, { outcome: 'accepted' }>;

export interface Told {
  /** Whoever asked; what is allowed is said for these roles. */
  readonly roles: readonly Role[];
  /** It was a reopening that was asked for: a ticket past its window is followed up instead. */
  readonly reopens?: boolean;
}

const followUpTo = (ticketId: string) => ({
  detail: 'the window for reopening has closed: open a follow-up ticket',
  followUp: `/tickets/${ticketId}/follow-up`,
});

/** The accepted answer. @throws ProblemError for a refusal or a conflict. Pure. */
export const acceptedOf = (answer: Answer, { roles, reopens }: Told): Accepted => {
  switch (answer.outcome) {
    case 'accepted':
      return answer;
    case 'conflict':
      throw new ProblemError('revision-conflict', {
        detail: `the ticket is at revision ${answer.actual}, not ${answer.expected}`,
        expectedRevision: answer.expected,
        actualRevision: answer.actual,
      });
    case 'denied': {
      const { reason, message, pointer } = answer.denial;
      throw new ProblemError('denied', {
        detail: message,
        reason,
        ...(pointer === undefined ? {} : { helpAt: { text: pointer.text, url: pointer.url } }),
      });
    }
    case 'refused': {
      const { reason, message, lifecycle, allowed } = answer.refusal;
      if (reason === 'not-opened')
        throw new ProblemError('no-such-ticket', { detail: `there is no ticket ${answer.ticketId}` });
      throw new ProblemError('forbidden-transition', {
        detail: message,
        allowed: [...commandsFor(roles, allowed)],
        ...(lifecycle === undefined ? {} : { lifecycle }),
        ...(reopens && lifecycle === 'surveyed' && followUpTo(answer.ticketId)),
      });
    }
    default:
      return answer satisfies never;
  }
};
