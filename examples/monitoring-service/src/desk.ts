import type { CaselogClient, NatsAnswer, NatsRequest } from '@caselog/api-contract';
import type { NatsClient } from '@caselog/nats-client';

type Taken = 'OpenTicket' | 'AddNote';

/** What this service asks of the desk; over which way makes no difference to it. */
export interface Desk {
  open(request: NatsRequest<'OpenTicket'>): Promise<NatsAnswer<Taken>>;
  note(request: NatsRequest<'AddNote'>): Promise<NatsAnswer<Taken>>;
}

export const overHttp = (client: CaselogClient): Desk => ({
  open: (request) => client.openTicket(request),
  note: ({ ticketId, ...request }) => client.sendCommand(ticketId, { ...request, type: 'AddNote' }),
});

export const overNats = (client: NatsClient): Desk => ({
  open: (request) => client.send('OpenTicket', request),
  note: (request) => client.send('AddNote', request),
});
