import { createHmac, hash } from 'node:crypto';
import { opaqueIdSchema } from '@caselog/ticket';
import { detached } from './detached.ts';

/** Gives a person of the log the id by which the ledger knows it. Pure. */
export type IdMaker = (value: string) => string;

const remembered = (make: IdMaker): IdMaker => {
  const known = new Map<string, string>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const id = detached(make(value));
    if (known.size < 10_000) known.set(detached(value), id);
    return id;
  };
};

/**
 * Pseudonyms under a key: the same person, the same id, in every import under the same key; without the key nobody can try names
 * until one fits.
 */
export const pseudonymsUnder = (key: Uint8Array): IdMaker =>
  remembered((value) => `p-${createHmac('sha256', key).update(value).digest('hex').slice(0, 24)}`);

const notInIds = /[^\p{L}\p{N} ._:@/-]+/gu;

const fit = (value: string): string => {
  if (opaqueIdSchema.safeParse(value).success) return value;
  const readable = value
    .replace(notInIds, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 100);
  return `${readable.toWellFormed().replaceAll('\uFFFD', '') || 'id'} ${hash('sha256', value, 'hex').slice(0, 12)}`;
};

/** A value of the log as an id. One that holds characters no id may hold is changed, in such a way that different ones stay different. */
export const idsAsTheyStand: IdMaker = remembered(fit);
