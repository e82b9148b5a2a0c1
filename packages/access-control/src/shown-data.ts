import { withoutPersonalData } from '@caselog/ticket';
import type { Principal } from './principal.ts';
import type { HistoryEvent, TicketAccess } from './ticket-access.ts';

type Data = Readonly<Record<string, unknown>>;

/** An event's data without what is personal; nothing of an event this program does not know. Pure. */
export const impersonal = (type: string, data: unknown): Data => {
  const hidden = withoutPersonalData(type, data);
  return typeof hidden === 'object' && hidden !== null ? (hidden as Data) : {};
};

/** Words the desk speaks to itself: that they were spoken is shown to a requester, they are not. */
const inward: ReadonlySet<string> = new Set([
  'NoteAdded',
  'TicketEscalated',
  'TicketReferred',
  'FactRecorded',
  'NonconformingFactRecorded',
]);

const toRequester = ({ type, data, metadata }: HistoryEvent, { id }: Principal): Data =>
  inward.has(type) && metadata.actor !== id ? impersonal(type, data) : (data as Data);

/** What a partner was told, and what it said itself. */
const toPartner = ({ type, data, metadata }: HistoryEvent, principal: Principal): Data => {
  const isBrief = type === 'TicketReferred';
  return isBrief || metadata.actor === principal.id ? (data as Data) : impersonal(type, data);
};

/** The data of an event of a ticket as its reader may see it. Pure. Events outside a partner's legs are not asked for. */
export const shownData = (event: HistoryEvent, reading: TicketAccess['reading'], reader: Principal): Data => {
  switch (reading) {
    case 'whole':
      return event.data as Data;
    case 'requester':
      return toRequester(event, reader);
    case 'referral':
      return toPartner(event, reader);
    case 'without-personal-data':
      return impersonal(event.type, event.data);
    default:
      return reading satisfies never;
  }
};
