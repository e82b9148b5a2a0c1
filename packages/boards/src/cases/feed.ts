import type { Env } from '@caselog/env';
import { createCodec, type EventStore, type RecordedEvent } from '@caselog/event-store';
import { ticketEventSchemas, type StoredTicketEvent } from '@caselog/ticket';
import type { Policies } from '@caselog/ticket-clock';
import { caseOf } from './case-of.ts';
import type { CaseTable } from './case-table.ts';

export interface FeedOptions {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly policies: Policies;
  /** Learns of policies that were published since; asked once when a ticket names an unknown one. */
  readonly refreshPolicies?: () => Promise<unknown>;
  /** Hears of a ticket that cannot be read, and why. */
  readonly onUnreadable?: (stream: string, error: unknown) => void;
}

const codec = createCodec<StoredTicketEvent>(ticketEventSchemas, { parseOnRead: 'upcast' });

const groups = (events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> => {
  const byStream = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    if (!event.stream.startsWith('ticket-')) continue;
    const own = byStream.get(event.stream);
    if (own) own.push(event);
    else byStream.set(event.stream, [event]);
  }
  return byStream;
};

const put = async (
  table: CaseTable,
  stream: string,
  history: readonly RecordedEvent[],
  { policies, refreshPolicies, onUnreadable }: FeedOptions,
): Promise<void> => {
  const one = () =>
    caseOf(
      history.map((event) => codec.decode(event)),
      policies,
    );
  try {
    try {
      table.put(stream, one());
    } catch (error) {
      if (!refreshPolicies) throw error;
      await refreshPolicies();
      table.put(stream, one());
    }
  } catch (error) {
    // One damaged ticket must not take the boards from everybody; it is counted, and told.
    table.giveUp(stream);
    onUnreadable?.(stream, error);
  }
};

/**
 * Takes events of the ledger, in their order, into the table: each ticket they touch is read anew, up to the last of them. A ticket whose whole
 * history is among them is not read again. Not pure: reads the store.
 */
export const takeEvents = async (
  table: CaseTable,
  events: readonly RecordedEvent[],
  options: FeedOptions,
): Promise<void> => {
  const position = events.at(-1)?.position ?? table.position;
  for (const [stream, own] of groups(events)) {
    const isWhole = own[0]!.revision === 0 && !table.has(stream);
    const history = isWhole
      ? own
      : (await options.store.readStream(stream)).filter((event) => event.position <= position);
    await put(table, stream, history, options);
  }
  table.position = Math.max(table.position, position);
};

export interface FillOptions extends FeedOptions {
  readonly store: EventStore;
  readonly env: Env;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((position: number) => void) | undefined;
}

/** Events taken at once: enough that a ticket is seldom cut in two, and few enough that others get their turn. */
const batchSize = 2_000;

/** Takes the whole ledger into the table, once. Not pure: reads the store. @throws the signal's reason */
export const fillTable = async (table: CaseTable, options: FillOptions): Promise<void> => {
  const { store, env, signal, onProgress } = options;
  for await (const batch of store.readAll({ after: table.position, batchSize })) {
    signal?.throwIfAborted();
    await takeEvents(table, batch, options);
    onProgress?.(table.position);
    await env.sleep(0, signal);
  }
};
