import { createHmac, timingSafeEqual } from 'node:crypto';
import { ticketIdSchema, type Instant } from '@caselog/ticket';
import type { SurveyKey } from './book/book.ts';

/** What a token is good for: answering one survey, until it closes. */
const purpose = 'caselog survey answer 1';

const macOf = (key: string, payload: string): string =>
  createHmac('sha256', key).update(`${purpose}\n${payload}`).digest('base64url');

const signed = (key: string, payload: string): string =>
  `${Buffer.from(payload).toString('base64url')}.${macOf(key, payload)}`;

export type TokenReading =
  | ({ readonly outcome: 'valid' | 'expired' } & SurveyKey)
  /** Not one of ours, or changed on the way. */
  | { readonly outcome: 'invalid' };

/** The token in a survey's link: ticket, episode and end, signed (HMAC-SHA-256). It names no person. Pure. */
export const signToken = (key: string, { ticketId, episode }: SurveyKey, closesAt: Instant): string => {
  const payload = `${ticketId}.${episode}.${Math.floor(Date.parse(closesAt) / 1000)}`;
  return signed(key, payload);
};

const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));

/**
 * Reads a token at `nowMs`. Pure. It must be written exactly as we wrote it (the last letter of base64url has spare bits, which other
 * letters would spell too); it is compared in constant time and before anything else is believed.
 */
export const readToken = (key: string, token: string, nowMs: number): TokenReading => {
  const payload = Buffer.from(token.split('.')[0]!, 'base64url').toString();
  // A letter outside ASCII would make the lengths of the strings and of their bytes differ.
  if (!/^[\w.-]*$/.test(token) || !isSame(token, signed(key, payload))) return { outcome: 'invalid' };
  const [ticketId, episode, closesAtS] = payload.split('.');
  if (!ticketIdSchema.safeParse(ticketId).success) return { outcome: 'invalid' };
  const outcome = nowMs < Number(closesAtS) * 1000 ? 'valid' : 'expired';
  return { outcome, ticketId: ticketId!, episode: Number(episode) };
};
