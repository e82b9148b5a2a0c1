import { readFileSync } from 'node:fs';
import type { EventStore } from '@caselog/event-store';
import type { EventData } from '@caselog/ticket';
import { parseMapping, ticketHistory, type Mapping } from '../../src/index.ts';
import { importedTickets } from '../../src/tickets.ts';

/** The names of the attributes that logs told of tickets. */
const attributeNames = async (store: EventStore): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  for await (const batch of store.readAll({ filter: { types: ['FactRecorded'] }, batchSize: 1_000 }))
    for (const { data } of batch)
      for (const name of Object.keys((data as EventData<'FactRecorded'>).attributes)) names.add(name);
  return names;
};

/** How our own XES of the demonstration history is read back: docs/export.md has the mapping, here are its attributes. */
export const exportedMapping = async (store: EventStore): Promise<Mapping> => {
  const document = readFileSync(new URL('../../../../docs/export.md', import.meta.url), 'utf8');
  const [, text] = /```json\n([\s\S]*?)```/.exec(document)!;
  const mapping = JSON.parse(text!) as { facts: object };
  const names = [...(await attributeNames(store))];
  const attributes = Object.fromEntries(names.map((name) => [name, `caselog:data/attributes/${name}`]));
  return parseMapping({ ...mapping, source: 'uci-incidents', facts: { ...mapping.facts, attributes } });
};

/** Every imported ticket by its case: where it stands, what is known of it, and what happened, in order. */
export const standing = async (store: EventStore): Promise<ReadonlyMap<string, unknown>> => {
  const tickets = new Map<string, unknown>();
  for await (const { ticketId, caseId } of importedTickets(store)) {
    const { state, events } = (await ticketHistory(store, ticketId))!;
    const happened = events.map(({ type, metadata, data }) => [
      type,
      metadata.occurredAt,
      metadata.actor,
      type === 'FactRecorded' ? data : undefined,
    ]);
    tickets.set(caseId, {
      state,
      happened,
      opening: { ...(events[0]!.data as object), inferred: undefined },
    });
  }
  return tickets;
};
