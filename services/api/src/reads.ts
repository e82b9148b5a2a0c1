import type {
  FlowResponse,
  MyTicketsResponse,
  QueueFacetsResponse,
  QueueQuery,
  QueueResponse,
  TicketListQuery,
  TicketListResponse,
} from '@caselog/api-contract';

/** Whose tickets are meant: those somebody asked, those of a customer, those a partner ever had a leg of. */
export type WhoseTickets =
  | { readonly kind: 'requester'; readonly requesterId: string; readonly customerId: string | null }
  | { readonly kind: 'customer'; readonly customerId: string }
  | { readonly kind: 'partner'; readonly partnerId: string };

export type SomebodysRow = MyTicketsResponse['rows'][number];

interface SomebodysPage {
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: number;
}

/** A read model and where it stands. */
interface ModelStanding {
  readonly name: string;
  readonly version: string;
  readonly position: number;
  readonly updatedAt: string | null;
}

export type ReadModel = 'ticket' | 'queue' | 'flow';

/** The read models, as the API asks them. */
export interface Reads {
  queue(query: QueueQuery): Promise<QueueResponse>;
  queueFacets(): Promise<QueueFacetsResponse>;
  tickets(query: TicketListQuery): Promise<TicketListResponse>;
  flow(): Promise<FlowResponse>;
  /** Somebody's tickets, whole, the latest opened first. */
  ticketsOf(whose: WhoseTickets, page: SomebodysPage): Promise<MyTicketsResponse>;
  /**
   * Waits until a read model has taken the event at `position`, at most `timeoutMs` and until the signal aborts. Answers with the
   * position it has reached by then.
   */
  waitFor(model: ReadModel, position: number, timeoutMs: number, signal: AbortSignal): Promise<number>;
  /** Each read model's position, by name. */
  positions(): Promise<Readonly<Record<string, number>>>;
  /** The same, with the version each was built by and when it last moved. */
  standings(): Promise<readonly ModelStanding[]>;
}
