import { hash } from 'node:crypto';
import type { StreamName } from './port.ts';

/**
 * The id of the `index`th event that `commandId` causes in `stream`: always the same one, so that a repeated command cannot add
 * an event twice. A UUID of version 8 (RFC 9562) from SHA-256. Pure.
 */
export function eventIdFor(stream: StreamName, commandId: string, index: number): string {
  // JSON keeps ("a", "b-c") and ("a-b", "c") apart, whatever characters the parts hold.
  const hex = hash('sha256', JSON.stringify([stream, commandId, index]), 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
