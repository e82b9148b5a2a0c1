import { readFileSync } from 'node:fs';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { livelyLedger, type LivelyLedger } from '../../../test/support/lively-ledger.ts';
import { xesFaults } from '../../../test/support/log-schemas.ts';
import { importOwnLog, NeedsMappingError, UnreadableLogError, type OwnImport } from '../src/import/index.ts';
import { exportLedger, type ExportFormat } from '../src/index.ts';
import { env, openDesk, type Desk } from './support/desk.ts';

let desk: Desk;
let ledger: LivelyLedger;
beforeEach(async () => {
  desk = openDesk();
  ledger = await livelyLedger();
});
afterEach(() => desk.close());

const outOf = (name: string): string => `${desk.folder}/${name}`;
const exported = async (
  store: EventStore,
  format: ExportFormat,
  name: string,
  withPersonalData = true,
): Promise<string> => {
  await exportLedger({ store, env, format, out: outOf(name), withPersonalData, stagingFolder: desk.folder });
  return readFileSync(outOf(name), 'utf8');
};
const taken = (name: string, store: EventStore): Promise<OwnImport> =>
  importOwnLog({ store, env, file: outOf(name), stagingFolder: desk.folder });
const eventsOf = async (store: EventStore) => (await Array.fromAsync(store.readAll())).flat();
const ofTickets = async (store: EventStore) =>
  (await eventsOf(store))
    .filter(({ stream }) => stream.startsWith('ticket-'))
    .map(({ position: _place, ...event }) => event);
/** Events of registers and policies stand between those of tickets, and XES and CSV have no form for them. */
const withoutPositions = (text: string): string =>
  text
    .replaceAll(/<int key="caselog:position" value="\d+"\/>/g, '')
    .replaceAll(/^((?:[^,\n]*,){4})\d+,/gm, '$1,');

describe('a ledger that was exported, imported and exported again', () => {
  it('is the same to the byte as NDJSON, which carries all of it', async () => {
    const first = await exported(ledger.store, 'ndjson', 'log.ndjson');
    const other = createMemoryStore({ env });
    const { events, appended } = await taken('log.ndjson', other);
    expect([events, appended]).toEqual([(await eventsOf(ledger.store)).length, events]);
    expect(await exported(other, 'ndjson', 'again.ndjson')).toBe(first);
    expect(await eventsOf(other)).toEqual(await eventsOf(ledger.store));
  });

  it.each(['xes', 'csv'] as const)(
    'has the same tickets, to the byte but for positions, as %s',
    async (format) => {
      const first = await exported(ledger.store, format, 'log');
      const other = createMemoryStore({ env });
      await taken('log', other);
      expect(await ofTickets(other)).toEqual(await ofTickets(ledger.store));
      const second = await exported(other, format, 'again');
      expect(withoutPositions(second)).toBe(withoutPositions(first));
      const third = createMemoryStore({ env });
      await taken('again', third);
      expect(await exported(third, format, 'thrice')).toBe(second);
    },
  );

  it('keeps what was inferred, who acted and when it was recorded', async () => {
    expect(await exported(ledger.store, 'xes', 'log.xes')).toContain(
      '<boolean key="caselog:inferred" value="true"/>',
    );
    const other = createMemoryStore({ env });
    await taken('log.xes', other);
    const inferred = (events: Awaited<ReturnType<typeof ofTickets>>) =>
      events.filter(({ data }) => (data as { inferred?: boolean }).inferred === true).map(({ id }) => id);
    const found = inferred(await ofTickets(other));
    expect(found).toEqual(inferred(await ofTickets(ledger.store)));
    expect(found.length).toBeGreaterThan(0);
  });

  it('tells in its head what it is of, as its schema has it', async () => {
    const text = await exported(ledger.store, 'xes', 'log.xes', false);
    expect(await xesFaults(outOf('log.xes'))).toBe('');
    const head = text.slice(0, text.indexOf('<trace>'));
    expect(head).toContain('<string key="caselog:personal-data" value="withheld"/>');
    expect(head).toMatch(
      /caselog:sources">\s*<values>\s*<string key="item" value="caselog"\/>\s*<string key="item" value="old-desk"\/>/,
    );
    expect(head).toMatch(/<date key="first" value="2026-03-02T17:00:00.000Z"\/>\s*<date key="last"/);
    expect(head).toMatch(/caselog:policies">\s*<values>\s*<string key="item" value="reference-1"\/>/);
    expect(head).toContain('<int key="caselog:tickets" value="3"/>');
  }, 60_000);
});

describe('taking an export back', () => {
  it('adds nothing the second time, and goes on where the ticket went on', async () => {
    await exported(ledger.store, 'xes', 'log.xes.gz');
    const other = createMemoryStore({ env });
    await taken('log.xes.gz', other);
    expect((await taken('log.xes.gz', other)).appended).toBe(0);
    await ledger.give(1, 21, { type: 'TriageTicket', data: {} });
    await exported(ledger.store, 'csv', 'later.csv');
    expect((await taken('later.csv', other)).appended).toBe(1);
    expect((await taken('log.xes.gz', other)).appended).toBe(0);
    const byStream = (a: { stream: string; revision: number }, b: { stream: string; revision: number }) =>
      a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.revision - b.revision;
    expect((await ofTickets(other)).toSorted(byStream)).toEqual(
      (await ofTickets(ledger.store)).toSorted(byStream),
    );
  });

  const event = (change: object): string =>
    `${JSON.stringify({
      specversion: '1.0',
      id: '0198f3a0-0000-7000-8000-000000000001',
      source: '/caselog',
      type: 'TicketTriaged',
      subject: 'ticket-0198f3a0-0000-7000-8000-000000000000',
      position: 1,
      revision: 0,
      metadata: JSON.stringify({
        commandId: 'c',
        actor: 'a',
        occurredAt: '2026-01-01T00:00:00.000Z',
        recordedAt: '2026-01-01T00:00:00.000Z',
        schemaVersion: 1,
      }),
      data: {},
      ...change,
    })}\n`;

  it.each([
    ['another’s CSV', 'a,b\n1,2\n', /needs a mapping/],
    ['another’s events', event({ source: '/other' }), /needs a mapping/],
    ['a log of objects', '{"objectTypes":[],"eventTypes":[],"objects":[],"events":[]}', /needs a mapping/],
    [
      'an event without its place',
      event({ revision: undefined }),
      /line 1: the event is not whole: revision/,
    ],
    ['an event that no statechart has', event({ type: 'TicketEaten' }), /line 1: .*TicketEaten/],
    ['a history that no ticket can have', event({}), /line 1: .*cannot happen to a ticket/],
    ['a history with a gap', event({ revision: 1 }), /line 1: .* lacks revision 0/],
    ['an event twice', event({}) + event({}), /line 2: .* has revision 0 twice/],
    ['half a line', event({}).slice(0, 40), /line 1: it is not JSON/],
  ])('refuses %s, and leaves the ledger as it was', async (_, text, message) => {
    desk.write('bad.ndjson', text);
    const other = createMemoryStore({ env });
    const refused = taken('bad.ndjson', other);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(/^[^\n]*$/);
    expect(await other.head()).toBe(0);
  });

  it('refuses a log whose tickets the ledger has otherwise', async () => {
    const text = await exported(ledger.store, 'ndjson', 'log.ndjson');
    const [first] = text.split('\n').filter((line) => line.includes('TicketOpened'));
    const { id } = JSON.parse(first!) as { id: string };
    desk.write('other.ndjson', text.replaceAll(id, '0198f3a0-0000-7000-8000-00000000000f'));
    await expect(taken('other.ndjson', ledger.store)).rejects.toThrow(
      /the ledger has another event as revision 0 of ticket-/,
    );
    await expect(taken('other.ndjson', ledger.store)).rejects.toBeInstanceOf(UnreadableLogError);
  });

  it('says when what was withheld is missed', async () => {
    await exported(ledger.store, 'xes', 'log.xes', false);
    await expect(taken('log.xes', createMemoryStore({ env }))).rejects.toThrow('--with-personal-data');
    desk.write('plain.csv', 'a,b\n1,2\n');
    await expect(taken('plain.csv', createMemoryStore({ env }))).rejects.toBeInstanceOf(NeedsMappingError);
  });
});
