import type { Identify } from '@caselog/access-control';
import { runRelay } from '@caselog/broadcast';
import { patientNatsBroadcast } from '@caselog/broadcast-nats';
import { runNatsIntake } from '@caselog/nats-intake';
import { keepRunning, type Upkeep } from './keep-running.ts';
import type { Ledger } from './parts.ts';

/** Publishes every event to NATS JetStream as well; NATS that is down delays its own listeners and nobody here. */
const relayToNats = ({ store }: Ledger, servers: string, upkeep: Upkeep): Promise<void> => {
  const { env, log, signal } = upkeep;
  const work = async (): Promise<void> => {
    const broadcast = patientNatsBroadcast({
      env,
      servers: servers.split(','),
      connection: { name: 'caselog desk' },
      onNote: ({ kind, detail }) => log.warn({ kind, detail }, 'NATS'),
    });
    try {
      await runRelay({ store, broadcast, env, signal });
    } finally {
      await broadcast.close();
    }
  };
  return keepRunning('NATS relay', work, upkeep);
};

/** Takes commands over NATS beside HTTP. */
const takeCommands = (
  { store, registers, helpdesk }: Ledger,
  identify: Identify,
  servers: string,
  upkeep: Upkeep,
): Promise<void> => {
  const { env } = upkeep;
  const context = { store, registers, helpdesk, env };
  return keepRunning('NATS intake', () => runNatsIntake({ ...upkeep, context, identify, servers }), upkeep);
};

/** Everything the desk does over NATS. It is there at once, whether NATS is or not, and ends what is under way when it closes. */
export const startNats = (
  ledger: Ledger,
  identify: Identify,
  servers: string,
  { env, log }: Omit<Upkeep, 'signal'>,
): { close(): Promise<void> } => {
  const stop = new AbortController();
  const upkeep = { env, log, signal: stop.signal };
  const running = [relayToNats(ledger, servers, upkeep), takeCommands(ledger, identify, servers, upkeep)];
  return {
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
};
