import type { Env } from '@caselog/env';
import { aborted, type Logger } from '@caselog/process';
import { connectWhenThere } from './connect.ts';
import { startNatsIntake, type NatsIntakeOptions } from './service.ts';

export interface RunNatsIntakeOptions extends Omit<NatsIntakeOptions, 'connection'> {
  /** One or more `nats://host:port`, separated by commas. */
  readonly servers: string;
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Whether commands are taken now: told at every change. */
  readonly onConnected?: (isConnected: boolean) => void;
}

/** The micro service lost one of its subjects, or its connection was closed under it. */
export class NatsIntakeEndedError extends Error {
  override readonly name = 'NatsIntakeEndedError';
  constructor(options: { readonly cause: unknown }) {
    super('the intake over NATS ended', options);
  }
}

/**
 * Takes commands over NATS until the signal aborts, then answers what is under way. A server that is away is waited for.
 * @throws NatsIntakeEndedError when it must be started again
 */
export const runNatsIntake = async (options: RunNatsIntakeOptions): Promise<void> => {
  const { signal, log, onConnected } = options;
  const connection = await connectWhenThere(options);
  if (!connection) return;
  const watch = async (): Promise<void> => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') onConnected?.(false);
      if (type === 'reconnect') onConnected?.(true);
    }
  };
  const watching = watch();
  try {
    const intake = await startNatsIntake({ ...options, connection });
    onConnected?.(true);
    log.info('commands are taken over NATS');
    const cause = await Promise.race([aborted(signal), intake.ended]);
    if (!signal.aborted) throw new NatsIntakeEndedError({ cause });
    await intake.stop();
  } finally {
    onConnected?.(false);
    await connection.close();
    await watching;
  }
};
