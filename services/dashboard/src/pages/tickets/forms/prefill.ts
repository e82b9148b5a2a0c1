import type { MeResponse, TicketResponse } from '@caselog/api-contract';
import type { CommandType } from '@caselog/api-contract/machine';

/** What the ticket tells already of a command's data: nobody types it again. Pure. */
export const prefill = (type: CommandType, { state }: TicketResponse, me: MeResponse): unknown => {
  const [link] = state.links;
  switch (type) {
    case 'AssignTicket':
      return { assigneeId: state.assigneeId ?? me.id, team: state.team };
    case 'SendReply':
    case 'RecordRequesterReply':
      return { channel: 'email' };
    case 'RequestData':
      return { items: [{ itemId: `item-${state.openItems.length + 1}`, kind: 'other' }] };
    case 'SupplyDataItem':
      return { itemId: state.openItems[0] };
    case 'UnlinkOutage':
      return { outageId: state.outageId };
    case 'UnlinkTicket':
      return link;
    case 'ReopenTicket':
      return { to: 'triaged' };
    default:
      return {};
  }
};
