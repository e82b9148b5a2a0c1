import { EffectNotDoneError } from '@caselog/worker';
import { z } from 'zod';

const creditSchema = z.object({ creditId: z.string(), reference: z.string() });
export type Credit = z.infer<typeof creditSchema>;

export interface CreditRequest {
  /** Ours; credits are found by it. */
  readonly reference: string;
  readonly ticketId: string;
  readonly outageId: string;
}

/** The billing department's service: it grants whatever it is asked for, as often as it is asked. */
export interface Billing {
  grant(request: CreditRequest, signal: AbortSignal): Promise<Credit>;
  find(reference: string, signal: AbortSignal): Promise<Credit | undefined>;
}

/** Billing as a small HTTP service: `POST /credits`, `GET /credits?reference=`. */
export const billingAt = (url: string): Billing => ({
  async grant(request, signal) {
    const response = await fetch(`${url}/credits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    });
    // A refusal is an answer: nothing was granted. Anything else that is no success leaves it open.
    if (response.status >= 400 && response.status < 500)
      throw new EffectNotDoneError(`billing refused the credit (HTTP ${response.status})`);
    if (!response.ok) throw new Error(`billing answered with HTTP ${response.status}`);
    return creditSchema.parse(await response.json());
  },
  async find(reference, signal) {
    const response = await fetch(`${url}/credits?reference=${encodeURIComponent(reference)}`, { signal });
    if (!response.ok) throw new Error(`billing answered with HTTP ${response.status}`);
    return z.array(creditSchema).parse(await response.json())[0];
  },
});
