import type { Identify } from '@caselog/access-control';
import { BroadcastUnavailableError, runRelay, type Broadcast } from '@caselog/broadcast';
import { patientNatsBroadcast } from '@caselog/broadcast-nats';
import { runNatsIntake } from '@caselog/nats-intake';
import { keepRunning, type Upkeep } from './keep-running.ts';
import type { Ledger } from './parts.ts';

/** What the relay publishes to, while it is at work. */
interface AtWork {
  broadcast?: Broadcast | undefined;
}

/** Publishes every event to NATS JetStream as well; NATS that is down delays its own listeners and nobody here. */
const relayToNats = ({ store }: Ledger, servers: string, upkeep: Upkeep, atWork: AtWork): Promise<void> => {
  const { env, log, signal } = upkeep;
  const work = async (): Promise<void> => {
    const broadcast = patientNatsBroadcast({
      env,
      servers: servers.split(','),
      connection: { name: 'caselog desk' },
      onNote: ({ kind, detail }) => log.warn({ kind, detail }, 'NATS'),
    });
    atWork.broadcast = broadcast;
    try {
      await runRelay({ store, broadcast, env, signal });
    } finally {
      atWork.broadcast = undefined;
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

export interface NatsPart {
  /** Where the stream on NATS ends. Rejects while NATS is not there. */
  tail(): Promise<{ readonly position: number }>;
  close(): Promise<void>;
}

/** Everything the desk does over NATS. It is there at once, whether NATS is or not, and ends what is under way when it closes. */
export const startNats = (
  ledger: Ledger,
  identify: Identify,
  servers: string,
  { env, log }: Omit<Upkeep, 'signal'>,
): NatsPart => {
  const stop = new AbortController();
  const upkeep = { env, log, signal: stop.signal };
  const atWork: AtWork = {};
  const running = [
    relayToNats(ledger, servers, upkeep, atWork),
    takeCommands(ledger, identify, servers, upkeep),
  ];
  return {
    async tail() {
      if (!atWork.broadcast) throw new BroadcastUnavailableError('tail');
      return atWork.broadcast.tail();
    },
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
};
