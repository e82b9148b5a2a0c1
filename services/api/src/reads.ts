import type {
  FlowResponse,
  QueueQuery,
  QueueResponse,
  TicketListQuery,
  TicketListResponse,
} from '@caselog/api-contract';

export type ReadModel = 'ticket' | 'queue' | 'flow';

/** The read models, as the API asks them. */
export interface Reads {
  queue(query: QueueQuery): Promise<QueueResponse>;
  tickets(query: TicketListQuery): Promise<TicketListResponse>;
  flow(): Promise<FlowResponse>;
  /**
   * Waits until a read model has taken the event at `position`, at most `timeoutMs` and until the signal aborts. Answers with the
   * position it has reached by then.
   */
  waitFor(model: ReadModel, position: number, timeoutMs: number, signal: AbortSignal): Promise<number>;
  /** Each read model's position, by name. */
  positions(): Promise<Readonly<Record<string, number>>>;
}
