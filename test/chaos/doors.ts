import {
  createClient,
  type CommandAnswer,
  type OpenTicketRequest,
  type SendCommandRequest,
} from '@caselog/api-contract';
import { connectNatsClient, type NatsClient } from '@caselog/nats-client';

export type Step = Pick<SendCommandRequest, 'type' | 'data'>;

/** A way in for commands. */
export interface Door {
  open(request: OpenTicketRequest): Promise<CommandAnswer>;
  give(ticketId: string, commandId: string, step: Step): Promise<CommandAnswer>;
}

/** The API. */
export const httpDoor = (baseUrl: string, token: string): Door => {
  const client = createClient({ baseUrl, token });
  return {
    open: (request) => client.openTicket(request),
    give: (ticketId, commandId, step) =>
      client.sendCommand(ticketId, { commandId, ...step } as SendCommandRequest),
  };
};

/** The micro service on NATS. */
export const natsDoor = async (servers: string, token: string): Promise<Door & Pick<NatsClient, 'close'>> => {
  const client = await connectNatsClient({ servers, token, timeoutMs: 2_000 });
  return {
    open: (request) => client.send('OpenTicket', request),
    give: (ticketId, commandId, { type, data }) =>
      client.send(type as 'AddNote', { ticketId, commandId, data: data as { body: string } }),
    close: () => client.close(),
  };
};
