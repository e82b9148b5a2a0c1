import { pause } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { TicketId } from '@caselog/ticket';
import type { HeldTickets } from './held.ts';

export interface TendOptions {
  readonly env: Env;
  readonly signal: AbortSignal;
  /** How often released tickets are looked for; default 1,000. */
  readonly pollMs?: number | undefined;
}

/**
 * Tries held tickets again: all of them first, for this program may read more than the last, then those that somebody releases. `tryAgain`
 * holds a ticket anew or lets it go. Until the signal aborts.
 */
export const tendHeldTickets = async (
  held: HeldTickets,
  tryAgain: (ticketId: TicketId) => Promise<void>,
  { env, signal, pollMs = 1_000 }: TendOptions,
): Promise<void> => {
  let tickets = await held.all();
  while (!signal.aborted) {
    for (const ticketId of tickets) if (!signal.aborted) await tryAgain(ticketId);
    await pause(env, pollMs, signal);
    if (!signal.aborted) tickets = await held.released();
  }
};
