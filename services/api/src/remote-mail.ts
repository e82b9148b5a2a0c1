import { deliveriesResponseSchema, type DeliveriesResponse } from '@caselog/api-contract';
import type { Mail } from './options.ts';
import { ProblemError } from './problems/errors.ts';

const answerMsMax = 5_000;

const ask = async (url: URL, secret: string): Promise<DeliveriesResponse> => {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${secret}` },
    signal: AbortSignal.timeout(answerMsMax),
  });
  if (!response.ok) throw new Error(`the mailer answered ${response.status}`);
  return deliveriesResponseSchema.parse(await response.json());
};

/**
 * What a mailer in another process tells of its mails, asked anew each time. `secret` is in both processes' home.
 * @throws ProblemError `mailer-unreachable`, with the cause
 */
export const remoteMail = (baseUrl: string, secret: string): Mail => ({
  async deliveries(query) {
    const url = new URL('mail/deliveries', `${baseUrl}/`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    try {
      return await ask(url, secret);
    } catch (cause) {
      throw new ProblemError('mailer-unreachable', {}, { cause });
    }
  },
});
