import { join } from 'node:path';
import { BadFileKeyError } from '../errors.ts';

const digestPattern = /^[0-9a-f]{64}$/;
const ticketPattern = /^[0-9a-f-]{1,64}$/;

/** Where things lie in the folder. Every name is checked first: nothing from outside becomes a path. */
export interface Paths {
  /** Files on their way in; nothing here is kept. */
  readonly incoming: string;
  readonly blobs: string;
  readonly tickets: string;
  blob(digest: string): string;
  ticket(ticketId: string): string;
  /** That a file was handed in to a ticket. */
  handedIn(ticketId: string, digest: string): string;
}

const checked = (what: string, pattern: RegExp, value: string): string => {
  if (!pattern.test(value)) throw new BadFileKeyError(what, value);
  return value;
};

/** The paths below `root`. Pure; its functions throw BadFileKeyError. */
export const pathsIn = (root: string): Paths => {
  const [incoming, blobs, tickets] = ['incoming', 'blobs', 'tickets'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  const ticket = (ticketId: string) => join(tickets, checked('a ticket', ticketPattern, ticketId));
  return {
    incoming,
    blobs,
    tickets,
    ticket,
    blob: (digest) => join(blobs, checked('a digest', digestPattern, digest).slice(0, 2), digest),
    handedIn: (ticketId, digest) =>
      join(ticket(ticketId), `${checked('a digest', digestPattern, digest)}.json`),
  };
};
