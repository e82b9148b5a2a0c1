import type { EventStore, NewEvent } from '@caselog/event-store';
import type { RawEvent } from '@caselog/tamper-evidence';
import { NotCarriableError } from './errors.ts';

/** An event as it is carried from one ledger to another: the texts are those that are stored. */
export interface CarriedEvent {
  /** In the ledger it was read from; the other one may count otherwise. */
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** JSON texts. */
  readonly data: string;
  readonly metadata: string;
}

/** A ledger that events are carried from or to. One that gives its stored bytes is read by them. */
export interface MigrationLedger extends EventStore {
  rawEvents?(options: {
    readonly after: number;
    readonly batchSize: number;
  }): AsyncIterable<readonly RawEvent[]>;
}

const batchSize = 1_000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const textOf = (event: RawEvent, field: 'dataBytes' | 'metadataBytes'): string => {
  try {
    return utf8.decode(event[field]);
  } catch (cause) {
    throw new NotCarriableError(event, `its ${field.replace('Bytes', '')} are no UTF-8 text`, { cause });
  }
};

const fromRaw = (event: RawEvent): CarriedEvent => ({
  position: event.position,
  stream: event.stream,
  revision: event.revision,
  id: event.id ?? '',
  type: event.type,
  data: textOf(event, 'dataBytes'),
  metadata: textOf(event, 'metadataBytes'),
});

/** Every event of a ledger in its global order. Not pure: reads the ledger. @throws NotCarriableError, what the store throws */
export async function* carriedEvents(ledger: MigrationLedger): AsyncGenerator<readonly CarriedEvent[]> {
  if (ledger.rawEvents) {
    for await (const batch of ledger.rawEvents({ after: 0, batchSize })) yield batch.map(fromRaw);
    return;
  }
  for await (const batch of ledger.readAll({ batchSize }))
    yield batch.map(({ data, metadata, ...event }) => ({
      ...event,
      data: JSON.stringify(data),
      metadata: JSON.stringify(metadata),
    }));
}

const parsed = (event: CarriedEvent, field: 'data' | 'metadata'): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(event[field]);
  } catch (cause) {
    throw new NotCarriableError(event, `its ${field} are not JSON`, { cause });
  }
  // What the other store writes is this, and it must be the same text.
  if (JSON.stringify(value) !== event[field])
    throw new NotCarriableError(event, `its ${field} are JSON that a store would write otherwise`);
  return value;
};

/** The event as a store takes it. Pure. @throws NotCarriableError when its texts would not come out as they are */
export const toNewEvent = (event: CarriedEvent): NewEvent => ({
  id: event.id,
  type: event.type,
  data: parsed(event, 'data'),
  metadata: parsed(event, 'metadata') as NewEvent['metadata'],
});
