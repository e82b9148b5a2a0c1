import { ApiProblemError, ApiUnreachableError } from '@caselog/api-contract';
import { client } from '../../../api/client.ts';
import { faultInWords } from '../words/faults.ts';
import { say } from '../words/words.ts';
import { impactOf, type Draft } from './draft.ts';

/**
 * Opens the request of a draft, and attaches it to its outage. Both commands have ids that follow from the draft, so that a second
 * press, a reload or another try after a lost answer ends with the same request. @throws what the client throws
 */
export const sendDraft = async (draft: Draft): Promise<string> => {
  const { commandId, outageId, subject, description, email, language } = draft;
  const impact = impactOf(draft);
  if (!impact) throw new Error('the impact is not stated');
  const { ticketId } = await client.openTicket({
    commandId,
    data: {
      channel: 'email',
      impact,
      subject: subject.trim(),
      requesterEmail: email.trim(),
      language,
      ...(description.trim() === '' ? {} : { description: description.trim() }),
    },
  });
  if (typeof outageId === 'string')
    await client.sendCommand(ticketId, {
      commandId: `${commandId}:outage`,
      type: 'LinkOutage',
      data: {
        outageId,
        serviceCredit: draft.serviceCredit ? 'requested' : 'not-requested',
        incidentReport: draft.incidentReport ? 'requested' : 'not-requested',
      },
    });
  return ticketId;
};

/** Why it was not sent, for whoever asked; and where it is helped instead. */
export const sendingFault = (error: unknown): string => {
  if (error instanceof ApiUnreachableError) return say('site.unreachable');
  const helpAt = error instanceof ApiProblemError ? error.problem.helpAt : undefined;
  return helpAt ? `${say('start.notEntitled')} ${helpAt.url}` : faultInWords(error);
};
