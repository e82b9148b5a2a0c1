import type { ClockResponse, TicketResponse } from '@caselog/api-contract';

type Owner = ClockResponse['intervals'][number]['owner'];

export type Turn = 'desk' | 'requester' | 'third-party' | 'closed' | 'nobody';

/**
 * Whose turn it is. The clock books closed hours as such whoever is waited for, so it says only whether the desk, when it is the desk's
 * turn, is there: what a requester has to hand in can be handed in at night. Pure. Source: domain, "Clock ledger".
 */
export const turnOf = (lifecycle: TicketResponse['state']['lifecycle'], owner: Owner | undefined): Turn => {
  switch (lifecycle) {
    case 'awaiting-data':
      return 'requester';
    case 'third-party':
      return 'third-party';
    case 'resolved':
    case 'surveyed':
      return 'nobody';
    case 'opened':
    case 'triaged':
    case 'escalated':
      return owner === 'closed-hours' ? 'closed' : 'desk';
    default:
      return lifecycle satisfies never;
  }
};
