import { createBackoff } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';
import { connect, type NatsConnection } from '@nats-io/transport-node';

export interface ConnectOptions {
  /** One or more `nats://host:port`, separated by commas. */
  readonly servers: string;
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const connection = {
  name: 'caselog intake',
  maxReconnectAttempts: -1,
  reconnectTimeWait: 250,
  timeout: 2_000,
  pingInterval: 10_000,
  maxPingOut: 2,
  noAsyncTraces: true,
} as const;

/** Connects, trying until a server answers; undefined when the signal aborts before. Once connected it reconnects for ever. */
export const connectWhenThere = async ({
  servers,
  env,
  log,
  signal,
}: ConnectOptions): Promise<NatsConnection | undefined> => {
  const waits = createBackoff(env, { firstMs: 100, mostMs: 2_000 });
  for (let isTold = false; !signal.aborted; isTold = true) {
    try {
      return await connect({ ...connection, servers: servers.split(',') });
    } catch (error) {
      if (!isTold) log.warn({ err: error }, 'NATS cannot be reached; commands are not taken there yet');
    }
    await waits.wait(signal);
  }
  return undefined;
};
