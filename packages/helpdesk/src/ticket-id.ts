import { hash } from 'node:crypto';
import type { TicketId } from '@caselog/ticket';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const shaped = (hex: string, version: string): TicketId => {
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * The id of the ticket that the command `commandId` opens: always the same one, so that an opening repeated after a lost
 * answer finds its own ticket. Pure. A version 7 command id hands its time on (the ticket's id then sorts by it, RFC 9562);
 * any other id is hashed whole, into version 8.
 */
export const ticketIdFor = (commandId: string): TicketId => {
  const digest = hash('sha256', `open-ticket ${commandId}`, 'hex');
  if (!uuidV7.test(commandId)) return shaped(digest, '8');
  const time = commandId.replaceAll('-', '').slice(0, 12).toLowerCase();
  return shaped(time + digest.slice(12), '7');
};

/** The id of a ticket opened at `openedAtMs` under `key`: the same for the same pair, sorted by time. Pure. For imports. */
export const ticketIdAt = (openedAtMs: number, key: string): TicketId => {
  const time = Math.max(0, openedAtMs).toString(16).padStart(12, '0');
  return shaped(time + hash('sha256', key, 'hex').slice(12), '7');
};
