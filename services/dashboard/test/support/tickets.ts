import type { CaselogClient, SendCommandRequest } from '@caselog/api-contract';
import { randomUUID } from 'node:crypto';

type Opening = Parameters<CaselogClient['openTicket']>[0]['data'];
export type Impact = Opening['impact'];

export const critical: Impact = { access: 'critical', who: 'many-users', workaround: 'none' };
export const degraded: Impact = { access: 'degraded', who: 'collaboration', workaround: 'none' };
export const avoidable: Impact = { access: 'degraded', who: 'one-user', workaround: 'exists' };
export const wish: Impact = { access: 'not-as-wished', who: 'one-user', workaround: 'not-needed' };

/** Opens a ticket and gives its id. */
export const openTicket = async (client: CaselogClient, subject: string, impact: Impact): Promise<string> => {
  const data: Opening = { requesterId: 'requester-demo', subject, channel: 'phone', impact };
  return (await client.openTicket({ commandId: randomUUID(), data })).ticketId;
};

/** Gives commands to a ticket, one after the other. */
export const give = async (
  client: CaselogClient,
  ticketId: string,
  ...commands: readonly Pick<SendCommandRequest, 'type' | 'data'>[]
): Promise<void> => {
  for (const command of commands)
    await client.sendCommand(ticketId, { ...command, commandId: randomUUID() } as SendCommandRequest);
};
