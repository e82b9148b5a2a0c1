import type { CaselogClient, EventView } from '@caselog/api-contract';
import type { RecordedEvent } from '@caselog/event-store';
import { isTicketEventType, schemaVersionOf, ticketIdOf } from '@caselog/ticket';
import type { WorkerLedger } from './port.ts';

/** A service that does not say which shape it tells speaks of the one this program knows. */
const versionOf = ({ type, schemaVersion }: EventView): number =>
  schemaVersion ?? (isTicketEventType(type) ? schemaVersionOf(type) : 1);

const recorded = (view: EventView): RecordedEvent => {
  const { eventId, stream, position, revision, type, data, actor, occurredAt, recordedAt, commandId } = view;
  const metadata = { actor, occurredAt, recordedAt, commandId, schemaVersion: versionOf(view) };
  return { id: eventId, stream, position, revision, type, data, metadata };
};

/** The first position the stream of events names: the ledger's end. */
const headOf = async (client: CaselogClient): Promise<number> => {
  const stop = new AbortController();
  let head: number | undefined;
  const onReached = (position: number) => {
    head = position;
    stop.abort();
  };
  for await (const { position } of client.events({ signal: stop.signal, onReached })) return position;
  if (head === undefined) throw new Error('the stream of events ended before it said where it begins');
  return head;
};

/**
 * The ledger as a program elsewhere reaches it: the stream of events over HTTP, resumed by position. The token needs the role `service`,
 * or another that reads tickets whole.
 */
export const remoteLedger = (client: CaselogClient): WorkerLedger => ({
  head: () => headOf(client),
  async *follow(wanted) {
    for await (const event of client.events(wanted)) yield [recorded(event)];
  },
  async readStream(stream, { from = 0, limit = Infinity } = {}) {
    const ticketId = ticketIdOf(stream);
    if (ticketId === undefined) return [];
    const { history } = await client.ticket(ticketId);
    return history
      .filter(({ revision }) => revision >= from)
      .slice(0, limit)
      .map(recorded);
  },
});
