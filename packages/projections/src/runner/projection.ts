import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';

/**
 * A read model as the runner runs it. It is given whole batches, in global order, inside the transaction that also moves its
 * position; events that mean nothing to it are passed over. What it remembers between batches is only a copy of its own tables.
 */
export interface Projection {
  readonly name: string;
  /** Changes when the tables or what is in them change: the runner then drops them and builds them again from the first event. */
  readonly version: string;
  /** Makes the tables and indexes that are missing. */
  create(db: ReadModels): Promise<void>;
  /** Drops the tables that are there. */
  drop(db: ReadModels): Promise<void>;
  /** Takes the events into the tables. @throws anything: nothing of the batch is kept then, and the position does not move. */
  apply(trx: ReadModelsTransaction, events: readonly RecordedEvent[]): Promise<void>;
  /** Forgets what it remembers, because the tables are no longer as `apply` left them: a transaction was rolled back. */
  forget(): void;
}

/** Where events come from: batches in global order behind `after`, first history, then live, until the signal aborts. */
export type EventSource = (options: {
  readonly after: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}) => AsyncIterable<readonly RecordedEvent[]>;
