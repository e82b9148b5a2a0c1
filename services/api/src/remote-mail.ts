import { deliveriesResponseSchema, type DeliveriesResponse } from '@caselog/api-contract';
import type { Env } from '@caselog/env';
import type { Mail } from './options.ts';
import { ProblemError } from './problems/errors.ts';

const answerMsMax = 5_000;

export interface RemoteMailOptions {
  /** Of the mailer's own port. */
  readonly baseUrl: string;
  /** In the home of both processes. */
  readonly secret: string;
  readonly env: Env;
}

const ask = async (url: URL, { secret, env }: RemoteMailOptions): Promise<DeliveriesResponse> => {
  const [late, answered] = [new AbortController(), new AbortController()];
  void env.sleep(answerMsMax, answered.signal).then(
    () => late.abort(new Error(`the mailer did not answer within ${answerMsMax} ms`)),
    () => undefined,
  );
  try {
    const headers = { authorization: `Bearer ${secret}` };
    const response = await fetch(url, { headers, signal: late.signal });
    if (!response.ok) throw new Error(`the mailer answered ${response.status}`);
    return deliveriesResponseSchema.parse(await response.json());
  } finally {
    answered.abort();
  }
};

/** What a mailer in another process tells of its mails, asked anew each time. @throws ProblemError `mailer-unreachable`, with the cause */
export const remoteMail = (options: RemoteMailOptions): Mail => ({
  async deliveries(query) {
    const url = new URL('mail/deliveries', `${options.baseUrl}/`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    try {
      return await ask(url, options);
    } catch (cause) {
      throw new ProblemError('mailer-unreachable', {}, { cause });
    }
  },
});
