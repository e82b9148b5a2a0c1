import { systemEnv } from '@caselog/env';
import { createMemoryStore, type EventStore, type RecordedEvent } from '@caselog/event-store';
import { expect, it } from 'vitest';
import { CaseTable, fillTable, takeEvents } from '../src/index.ts';
import { historyOf, policies, type Told } from './support/desk.ts';

const life: readonly Told[] = [
  ['5 17:00', 'TicketOpened'],
  ['5 18:00', 'TicketTriaged'],
  ['5 20:00', 'TicketResolved'],
];

const storeOf = async (...events: readonly RecordedEvent[]): Promise<EventStore> => {
  const store = createMemoryStore({ env: systemEnv });
  await append(store, ...events);
  return store;
};
const append = async (store: EventStore, ...events: readonly RecordedEvent[]): Promise<void> => {
  for (const event of events)
    await store.append(
      event.stream,
      [{ ...event, id: systemEnv.uuid() }],
      event.revision === 0 ? 'no-stream' : event.revision - 1,
    );
};
const filled = async (store: EventStore, table = new CaseTable()): Promise<CaseTable> => {
  await fillTable(table, { store, env: systemEnv, policies });
  return table;
};

it('is the same whether tickets came whole, interleaved or one event at a time', async () => {
  const [a, b] = [historyOf(1, life), historyOf(2, life)];
  const whole = await filled(await storeOf(...a, ...b));
  const interleaved = await filled(await storeOf(...a.flatMap((event, index) => [event, b[index]!])));
  const store = await storeOf();
  const live = new CaseTable();
  for (const event of [...a, ...b]) {
    await append(store, event);
    for await (const batch of store.readAll({ after: live.position }))
      await takeEvents(live, batch, { store, policies });
  }
  const entries = (table: CaseTable) => table.cases.map((one) => one.entries.map(({ state }) => state));
  expect(entries(interleaved)).toEqual(entries(whole));
  expect(entries(live)).toEqual(entries(whole));
  expect([whole.position, interleaved.position, live.position]).toEqual([6, 6, 6]);
});

it('leaves a ticket that cannot be read out, counts it, and says which', async () => {
  const damaged = historyOf(1, [
    ['5 17:00', 'TicketOpened'],
    ['5 18:00', 'TicketReopened'],
  ]);
  const store = await storeOf(...damaged, ...historyOf(2, life));
  const told: string[] = [];
  const table = new CaseTable();
  await fillTable(table, { store, env: systemEnv, policies, onUnreadable: (stream) => told.push(stream) });
  expect({ cases: table.cases.length, unreadable: table.unreadable, told }).toEqual({
    cases: 1,
    unreadable: 1,
    told: [damaged[0]!.stream],
  });
});

it('asks for policies that were published since, once, before it gives a ticket up', async () => {
  const store = await storeOf(...historyOf(1, life));
  let isKnown = false;
  const late = {
    policyOf: policies.policyOf.bind(policies),
    currentPolicy: () => {
      if (!isKnown) throw new Error('not known yet');
      return policies.currentPolicy();
    },
  };
  const table = new CaseTable();
  const refreshPolicies = async () => {
    isKnown = true;
  };
  await fillTable(table, { store, env: systemEnv, policies: late, refreshPolicies });
  expect({ cases: table.cases.length, unreadable: table.unreadable }).toEqual({ cases: 1, unreadable: 0 });
});
