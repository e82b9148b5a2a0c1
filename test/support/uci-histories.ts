import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook, ticketCodec } from '@caselog/helpdesk';
import type { HistoryEvent, Policies } from '@caselog/ticket-clock';
import { uciHome } from './uci-home.ts';

/** The whole UCI log as a ledger. */
export interface UciLedger extends AsyncDisposable {
  readonly store: SqliteStore;
}

/** The ledger of a home of one's own into which a desk has imported the log. */
export const uciLedger = async (): Promise<UciLedger> => {
  const home = await uciHome();
  const store = openSqliteStore({ path: join(home.path, 'ledger.sqlite'), env: systemEnv, readOnly: true });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await home[Symbol.asyncDispose]();
    },
  };
};

/** The tickets of a ledger as the clock takes them, and a moment behind the last event. */
export interface Histories {
  readonly byTicket: ReadonlyMap<string, readonly HistoryEvent[]>;
  readonly events: number;
  readonly untilMs: number;
}

/** Reads every ticket's decoded history. */
export const readHistories = async (store: SqliteStore): Promise<Histories> => {
  const byTicket = new Map<string, HistoryEvent[]>();
  let [events, untilMs] = [0, 0];
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] } }))
    for (const recorded of batch) {
      const event = ticketCodec.decode(recorded);
      const history = byTicket.get(event.stream);
      if (history) history.push(event);
      else byTicket.set(event.stream, [event]);
      events += 1;
      untilMs = Math.max(untilMs, Date.parse(event.metadata.occurredAt));
    }
  return { byTicket, events, untilMs: untilMs + 86_400_000 };
};

/** The policy that governs tickets whose log knew of none. */
export const referencePolicies = (): Promise<Policies> =>
  openPolicyBook({ store: createMemoryStore({ env: systemEnv }), env: systemEnv });
