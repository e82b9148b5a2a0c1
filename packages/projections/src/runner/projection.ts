import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';

/**
 * A read model as the runner runs it. It is given whole batches, in global order, and writes them inside the transaction that also
 * moves its position; events that mean nothing to it are passed over. What it remembers between batches is only a copy of its own tables.
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
   * Folds the events, reads back what it does not remember, and keeps what is to be written. Writes nothing, so it may be called before the
   * transaction, and several times for one. @throws anything: nothing of it is kept then, and the position does not move.
   */
  fold(db: ReadModels, events: readonly RecordedEvent[]): Promise<void>;
  /**
   * Writes what was folded since it was last called, a ticket once. Transactions on the same tables may run at once for other tickets; what
   * counts across tickets is kept in rows of the `lane`, which no other transaction touches, and summed up by whoever reads.
   * @throws as `fold`
   */
  write(trx: ReadModelsTransaction, lane: number): Promise<void>;
  /** Forgets what it remembers, because the tables are no longer as `write` left them: a transaction was rolled back. */
  forget(): void;
}

/** Where events come from: batches in global order behind `after`, first history, then live, until the signal aborts. */
export type EventSource = (options: {
  readonly after: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}) => AsyncIterable<readonly RecordedEvent[]>;
