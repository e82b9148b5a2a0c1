import type { Broadcast } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';

export interface NatsOptions {
  /** Who connects, as the server lists it. */
  readonly name: string;
  readonly servers: string;
  /** Default: the broadcast's own. */
  readonly stream?: string;
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const retryMs = 1_000;

/** Ends early, without an error, when the signal aborts. */
const pause = (env: Env, signal: AbortSignal): Promise<void> =>
  env.sleep(retryMs, signal).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });

/** Connects, trying again until it succeeds; undefined when the signal aborts before. */
export const connectPatiently = async ({
  name,
  servers,
  stream,
  env,
  log,
  signal,
}: NatsOptions): Promise<Broadcast | undefined> => {
  while (!signal.aborted) {
    try {
      const broadcast = await connectNatsBroadcast({
        servers,
        env,
        ...(stream !== undefined && { stream }),
        connection: { name, waitOnFirstConnect: false, timeout: 2_000 },
        onNote: ({ kind, detail }) => log.warn({ kind, detail }, 'broadcast'),
      });
      log.info('connected to the broadcast');
      return broadcast;
    } catch (error) {
      log.warn({ error }, 'the broadcast cannot be reached; following the ledger meanwhile');
    }
    await pause(env, signal);
  }
  return undefined;
};
