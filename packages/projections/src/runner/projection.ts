import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';

/**
 * A read model as the runner runs it. It is given whole batches, in global order, inside the transaction that also moves its
 * position; events that mean nothing to it are passed over. What it remembers between batches is only a copy of its own tables.
 */
export interface Projection {
  readonly name: string;
  /** Changes when the tables or what is in them change: it is then built again beside the one that stands, and takes its place. */
  readonly version: string;
  /** Its tables, by the names readers know. Nobody else writes them. */
  readonly tables: readonly string[];
  /** Makes the tables, with the indexes that its own writing needs. None of them is there. */
  create(db: ReadModels): Promise<void>;
  /** Makes the indexes that readers need. A rebuild makes them last, which is quicker. */
  createIndexes?(db: ReadModels): Promise<void>;
  /**
   * Takes the events into the tables. Transactions on the same tables may run at once for other tickets; what counts across tickets
   * is kept in rows of the `lane`, which no other transaction touches, and summed up by whoever reads.
   * @throws anything: nothing of the batch is kept then, and the position does not move.
   */
  apply(trx: ReadModelsTransaction, events: readonly RecordedEvent[], lane: number): Promise<void>;
  /**
   * Writes what `apply` kept back, which is what later events of the same transaction may change again: called once in each, after the last
   * `apply`. A model without it writes all at once. @throws as `apply` does
   */
  settle?(trx: ReadModelsTransaction, lane: number): Promise<void>;
  /** Forgets what it remembers, because the tables are no longer as `apply` left them: a transaction was rolled back. */
  forget(): void;
}

/** Where events come from: batches in global order behind `after`, first history, then live, until the signal aborts. */
export type EventSource = (options: {
  readonly after: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}) => AsyncIterable<readonly RecordedEvent[]>;
