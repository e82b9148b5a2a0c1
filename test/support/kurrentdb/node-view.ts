import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import type { Faults } from './faults.ts';
import type { KurrentLog, LogPosition } from './log.ts';

export interface EndPoint {
  readonly address: string;
  readonly port: number;
}

/** A node as its services see it. */
export interface NodeView {
  readonly log: KurrentLog;
  readonly faults: Faults;
  readonly isLeader: boolean;
  /** Where the leader listens. */
  readonly leader: EndPoint;
  /** The methods called, in order, with the credentials that came along. */
  readonly calls: Call[];
  /** Events sent to readers. */
  sent: number;
  /** `Basic …` that every call must carry; undefined: anybody may. */
  readonly authorization: string | undefined;
  cut(): void;
  resign(): void;
}

export interface Call {
  readonly method: string;
  /** Where a read or subscription of all was to begin; undefined: elsewhere, or at the start. */
  readonly from: LogPosition | undefined;
  readonly authorization: string | undefined;
  readonly requiresLeader: boolean;
}

function failure(
  code: status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

/** The errors of a KurrentDB server, in its words. */
export const failures = {
  notLeader: ({ address, port }: EndPoint) =>
    failure(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': address,
      'leader-endpoint-port': String(port),
    }),
  unavailable: () => failure(status.UNAVAILABLE, 'Server Is Not Ready'),
  busy: () => failure(status.UNAVAILABLE, 'Server Is Too Busy'),
  denied: () => failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  invalidPosition: () => failure(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.'),
  invalidPositionOfRead: () => failure(status.UNKNOWN, 'Unexpected FilteredReadAllResult: InvalidPosition'),
};

/** Notes a call, and says why it may not go on. */
export function admit(
  node: NodeView,
  method: string,
  metadata: Metadata,
  from?: LogPosition,
): ServiceError | undefined {
  const authorization = metadata.get('authorization')[0]?.toString();
  const requiresLeader = metadata.get('requires-leader')[0]?.toString() === 'true';
  node.calls.push({ method, from, authorization, requiresLeader });
  if (node.authorization !== undefined && authorization !== node.authorization) return failures.denied();
  return requiresLeader && !node.isLeader ? failures.notLeader(node.leader) : undefined;
}
