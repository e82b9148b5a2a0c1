import type { Env } from '@caselog/env';
import type { NodeConnectionOptions } from '@nats-io/transport-node';

/** Limits after which the broker forgets old messages. Any of them means that a wiped stream starts at the ledger's head. */
export interface Retention {
  readonly maxAgeMs?: number;
  readonly maxBytes?: number;
  readonly maxMessages?: number;
}

/** What the broadcast notices and heals itself, for logs. */
export interface NatsNote {
  readonly kind: 'connected' | 'unreachable' | 'foreign-message' | 'cleanup-failed';
  readonly detail: string;
  readonly error?: unknown;
}

export interface NatsBroadcastOptions {
  readonly env: Env;
  /** The JetStream stream's name; default `caselog`. Nothing else may publish to it. */
  readonly stream?: string;
  /** What its subjects begin with; default `caselog.event`. */
  readonly subjectPrefix?: string;
  /** Default 64. Changing it changes subjects of later messages only. */
  readonly shards?: number;
  /** CloudEvents `source`, a URI reference; default `/caselog`. */
  readonly source?: string;
  /** Copies in a cluster; default 1. */
  readonly replicas?: number;
  readonly retention?: Retention;
  /** Messages sent before the first is acknowledged; default 512. */
  readonly windowSize?: number;
  /**
   * Atomic batches, where the server has them (2.12): `auto` uses them, `never` does not. Default `never`: batches win only on a server
   * that syncs every write to disk, and lose a little elsewhere.
   */
  readonly atomicBatches?: 'auto' | 'never';
  /** How long an answer may take before the tail is asked for anew; default 3,000. */
  readonly timeoutMs?: number;
  readonly onNote?: (note: NatsNote) => void;
}

export interface ConnectNatsOptions extends NatsBroadcastOptions {
  /** One or more `nats://host:port`. */
  readonly servers: string | readonly string[];
  /** Anything else the connection needs: name, credentials, TLS. */
  readonly connection?: Omit<NodeConnectionOptions, 'servers'>;
}

export type NatsSettings = Required<Omit<NatsBroadcastOptions, 'onNote' | 'retention'>> & {
  readonly retention: Retention;
  readonly onNote: (note: NatsNote) => void;
};

export const withDefaults = (options: NatsBroadcastOptions): NatsSettings => ({
  stream: 'caselog',
  subjectPrefix: 'caselog.event',
  shards: 64,
  source: '/caselog',
  replicas: 1,
  retention: {},
  windowSize: 512,
  atomicBatches: 'never',
  timeoutMs: 3_000,
  onNote: () => {},
  ...options,
});

/** Whether every message stays until somebody deletes the stream. Pure. */
export const keepsHistory = ({ maxAgeMs, maxBytes, maxMessages }: Retention): boolean =>
  maxAgeMs === undefined && maxBytes === undefined && maxMessages === undefined;
