import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { createMemoryStore, type EventStore, type NewEvent } from '@caselog/event-store';
import { ticketEventSchemas, type TicketEvent } from '@caselog/ticket';

const schemaVersions = new Map(
  ticketEventSchemas.map(({ type, schemaVersion }) => [type, schemaVersion] as const),
);

/** A folder of its own for a test, which goes when it is disposed of. */
export interface Place extends Disposable {
  readonly folder: string;
  readonly store: EventStore;
}

export const aPlace = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-columns-'));
  return {
    folder,
    store: createMemoryStore({ env: systemEnv }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
};

let ids = 0;
const nextId = (): string => {
  ids += 1;
  return `00000000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
};

/** The event as the ledger takes it, recorded when it happened or later. */
export const stored = (event: TicketEvent, recordedAt = event.at): NewEvent => ({
  id: nextId(),
  type: event.type,
  data: event.data,
  metadata: {
    commandId: nextId(),
    actor: 'anna',
    occurredAt: event.at,
    recordedAt,
    schemaVersion: schemaVersions.get(event.type)!,
    ...(event.policyVersion !== undefined && { policyVersion: event.policyVersion }),
  },
});

/** Ticket `n`, as an id. */
export const ticketId = (n: number): string => `00000000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`;

/** Appends the events of tickets in turns, so that they are mingled in the ledger. */
export const appendInTurns = async (
  store: EventStore,
  histories: readonly (readonly TicketEvent[])[],
  from: number,
  until: number,
): Promise<void> => {
  for (let revision = from; revision < until; revision += 1)
    for (const [n, history] of histories.entries()) {
      const event = history[revision];
      if (event) await store.append(`ticket-${ticketId(n)}`, [stored(event)], 'any');
    }
};
