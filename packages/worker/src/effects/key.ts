import { hash } from 'node:crypto';

/**
 * The key of an effect: always the same one for the same worker, event and name, so that whoever takes it can tell a repeat. A UUID of
 * version 8 (RFC 9562) from SHA-256; as a command's id it makes commands to the desk happen once. Pure.
 */
export const effectKey = (reader: string, eventId: string, name: string): string => {
  const hex = hash('sha256', JSON.stringify([reader, eventId, name]), 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
