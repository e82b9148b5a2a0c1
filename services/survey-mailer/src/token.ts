import { createHmac, timingSafeEqual } from 'node:crypto';
import { ticketIdSchema, type Instant } from '@caselog/ticket';
import type { SurveyKey } from './book/book.ts';

/** What a token is good for: answering one survey, until it closes. */
const purpose = 'caselog survey answer 1';

const macOf = (key: string, payload: string): Buffer =>
  createHmac('sha256', key).update(`${purpose}\n${payload}`).digest();

export type TokenReading =
  | ({ readonly outcome: 'valid' | 'expired' } & SurveyKey)
  /** Not one of ours, or changed on the way. */
  | { readonly outcome: 'invalid' };

/** The token in a survey's link: ticket, episode and end, signed (HMAC-SHA-256). It names no person. Pure. */
export const signToken = (key: string, { ticketId, episode }: SurveyKey, closesAt: Instant): string => {
  const payload = `${ticketId}.${episode}.${Math.floor(Date.parse(closesAt) / 1000)}`;
  return `${Buffer.from(payload).toString('base64url')}.${macOf(key, payload).toString('base64url')}`;
};

/** Reads a token at `nowMs`. Pure. The signature is compared in constant time and before anything else is believed. */
export const readToken = (key: string, token: string, nowMs: number): TokenReading => {
  const [body = '', mac = ''] = token.split('.');
  const payload = Buffer.from(body, 'base64url').toString();
  const given = Buffer.from(mac, 'base64url');
  const expected = macOf(key, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { outcome: 'invalid' };
  const [ticketId, episode, closesAtS] = payload.split('.');
  if (!ticketIdSchema.safeParse(ticketId).success) return { outcome: 'invalid' };
  const outcome = nowMs < Number(closesAtS) * 1000 ? 'valid' : 'expired';
  return { outcome, ticketId: ticketId!, episode: Number(episode) };
};
