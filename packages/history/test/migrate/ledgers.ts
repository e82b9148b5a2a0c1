import { createMemoryStore, type EventStore, type NewEvent } from '@caselog/event-store';
import fc from 'fast-check';
import { env, importedAt } from '../support/desk.ts';

/** Events of several streams, in the order in which they were appended. */
export type Script = readonly { readonly stream: number; readonly data: unknown }[];

export const anyScript: fc.Arbitrary<Script> = fc.array(
  fc.record({
    stream: fc.nat(5),
    data: fc.oneof(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.record({ text: fc.string({ unit: 'binary' }) }),
    ),
  }),
  { maxLength: 120 },
);

const eventOf = (index: number, data: unknown): NewEvent => ({
  id: `018f0000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  type: index % 3 === 0 ? 'TicketOpened' : 'NoteAdded',
  data,
  metadata: {
    commandId: `c-${index}`,
    actor: 'agent-1',
    occurredAt: '2016-02-29T01:23:00.000Z',
    recordedAt: importedAt,
    schemaVersion: 1,
    note: 'ä\u0000\u{1f600}',
  },
});

/** Appends a script to a store, all at once so that it commits them together; events are numbered from `first`. */
export const play = async (store: EventStore, script: Script, first = 0): Promise<void> => {
  const appends = script.map(({ stream, data }, index) =>
    store.append(`ticket-${stream}`, [eventOf(first + index, data)], 'any'),
  );
  await Promise.all(appends);
};

export const memoryLedger = async (script: Script): Promise<EventStore> => {
  const store = createMemoryStore({ env });
  await play(store, script);
  return store;
};

/** A plain script: `count` events that go round `streams` streams. */
export const round = (count: number, streams: number): Script =>
  Array.from({ length: count }, (_, index) => ({ stream: index % streams, data: { index } }));
