import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { ForeignEventError } from './errors.ts';
import { hasCategory, safeNumber } from './events.ts';

/** An event as the cluster keeps it: its exact bytes. */
export interface RawEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  /** When the cluster took it, ISO 8601 UTC, to the millisecond. */
  readonly recordedAt: string;
  readonly dataBytes: Uint8Array;
  readonly metadataBytes: Uint8Array;
}

export interface RawOptions {
  /** Events behind this position; default 0: from the first. */
  readonly after?: number;
  /** Default 1,000. */
  readonly batchSize?: number;
}

type Bridge = KurrentDBClient['rustClient'];
/** A page of what the reading half of the driver brings, before the driver reads anything out of it. */
type RawPage = ReturnType<Bridge['readAll']> extends AsyncIterable<infer Page> ? Page : never;
export type RawResolved = RawPage extends readonly (infer Item)[] ? Item : never;

/** Asks the driver's reading half itself: the driver's own reads give values that were parsed, and never the bytes. */
export async function* readRawPage(
  client: KurrentDBClient,
  request: NonNullable<Parameters<Bridge['readAll']>[0]>,
): AsyncGenerator<RawResolved> {
  for await (const page of client.rustClient.readAll(request)) yield* page;
}

/** The event's own bytes; undefined when it is none of ours: the server's, or a link that leads nowhere. Pure. */
export function toRaw({ event }: RawResolved): RawEvent | undefined {
  if (!event || event.streamId.startsWith('$') || event.type.startsWith('$')) return undefined;
  const { streamId: stream, type, id, created, data, metadata, position } = event;
  if (!hasCategory(stream)) return undefined;
  if (!position) throw new ForeignEventError(stream, event.revision, 'the server gave no position');
  return {
    position: safeNumber('position', position.commit),
    stream,
    revision: safeNumber('revision', event.revision),
    type,
    id,
    recordedAt: new Date(created).toISOString(),
    dataBytes: data,
    metadataBytes: metadata,
  };
}
