import { createHmac, timingSafeEqual } from 'node:crypto';
import { ticketIdSchema, type Instant } from '@caselog/ticket';
import type { SurveyKey } from './book/mail.ts';

/** What a token is good for. One purpose's token is none of another's. */
const purposes = {
  /** Answering one survey, until it closes. */
  answer: 'caselog survey answer 1',
  /** Saying that the person who was asked wants no more surveys, for as long as the mail is kept. */
  unsubscribe: 'caselog survey unsubscribe 1',
} as const;
type Purpose = keyof typeof purposes;

const macOf = (key: string, purpose: Purpose, payload: string): string =>
  createHmac('sha256', key).update(`${purposes[purpose]}\n${payload}`).digest('base64url');

const signed = (key: string, purpose: Purpose, payload: string): string =>
  `${Buffer.from(payload).toString('base64url')}.${macOf(key, purpose, payload)}`;

export type TokenReading =
  | ({ readonly outcome: 'valid' | 'expired' } & SurveyKey)
  /** Not one of ours, or changed on the way. */
  | { readonly outcome: 'invalid' };

/** The token in a survey's link: ticket, episode and end, signed (HMAC-SHA-256). It names no person. Pure. */
export const signToken = (key: string, { ticketId, episode }: SurveyKey, closesAt: Instant): string =>
  signed(key, 'answer', `${ticketId}.${episode}.${Math.floor(Date.parse(closesAt) / 1000)}`);

/** The token in the link by which the person who was asked stops surveys. It does not expire. Pure. */
export const signUnsubscribeToken = (key: string, { ticketId, episode }: SurveyKey): string =>
  signed(key, 'unsubscribe', `${ticketId}.${episode}`);

const isSame = (given: string, expected: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));

/**
 * What a token says, undefined when it is not exactly as we wrote it (the last letter of base64url has spare bits, which other letters
 * would spell too). It is compared in constant time and before anything else is believed.
 */
const believed = (key: string, purpose: Purpose, token: string): readonly string[] | undefined => {
  const payload = Buffer.from(token.split('.')[0]!, 'base64url').toString();
  // A letter outside ASCII would make the lengths of the strings and of their bytes differ.
  if (!/^[\w.-]*$/.test(token) || !isSame(token, signed(key, purpose, payload))) return undefined;
  const parts = payload.split('.');
  return ticketIdSchema.safeParse(parts[0]).success ? parts : undefined;
};

/** Reads a survey's token at `nowMs`. Pure. */
export const readToken = (key: string, token: string, nowMs: number): TokenReading => {
  const [ticketId, episode, closesAtS] = believed(key, 'answer', token) ?? [];
  if (ticketId === undefined) return { outcome: 'invalid' };
  const outcome = nowMs < Number(closesAtS) * 1000 ? 'valid' : 'expired';
  return { outcome, ticketId, episode: Number(episode) };
};

/** Reads a token that stops surveys, undefined when it is none. Pure. */
export const readUnsubscribeToken = (key: string, token: string): SurveyKey | undefined => {
  const [ticketId, episode] = believed(key, 'unsubscribe', token) ?? [];
  return ticketId === undefined ? undefined : { ticketId, episode: Number(episode) };
};
