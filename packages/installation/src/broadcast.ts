import type { Broadcast } from '@caselog/broadcast';
import { patientNatsBroadcast } from '@caselog/broadcast-nats';
import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';

export interface BroadcastOptions {
  /** Who connects, as the server lists it. */
  readonly name: string;
  /** Absent: there is no broadcast, and readers follow the ledger by itself. */
  readonly nats: string | undefined;
  /** Default: the broadcast's own. */
  readonly stream?: string | undefined;
  readonly env: Env;
  readonly log: Logger;
}

/** The broadcast an installation listens to, connected or not yet: until it is, and whenever it is not, the ledger is followed. */
export const openBroadcast = ({ name, nats, stream, env, log }: BroadcastOptions): Broadcast | undefined =>
  nats === undefined
    ? undefined
    : patientNatsBroadcast({
        servers: nats,
        env,
        ...(stream !== undefined && { stream }),
        connection: { name: `caselog ${name}` },
        onNote: ({ kind, detail }) => log.warn({ kind, detail }, 'broadcast'),
      });
