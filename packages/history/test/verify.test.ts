import { createMemoryLedger, createMemoryStore } from '@caselog/event-store';
import { historyOf, openReadModels, readModelProjections, runProjections } from '@caselog/projections';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importLog, verifyLedger, type Fault } from '../src/index.ts';
import { env, log, mappingOf, openDesk, type Desk } from './support/desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const rows = [
  'A,0,2020-01-01 10:00,new,-,-,P3,-',
  'A,1,2020-01-01 11:00,work,-,-,P3,-',
  'A,2,2020-01-01 12:00,done,-,-,P3,-',
  'B,0,2020-01-01 10:00,new,-,-,P3,-',
];

/** A ledger whose stored events can be damaged: positions 1 to 4, three of them of one ticket. */
const damageable = async () => {
  const ledger = createMemoryLedger();
  const store = createMemoryStore({ env, ledger });
  const file = desk.write('log.csv', log(...rows));
  await importLog({ store, env, file, mapping: mappingOf(), stagingFolder: desk.folder });
  const { stream } = ledger.events.find(({ revision }) => revision === 2)!;
  const at = ledger.events.findIndex((event) => event.stream === stream && event.revision === 1);
  return {
    store,
    change: (change: object) => {
      ledger.events[at] = { ...ledger.events[at]!, ...change };
    },
    remove: () => ledger.events.splice(at, 1),
    position: ledger.events[at]!.position,
    metadata: JSON.parse(ledger.events[at]!.metadata) as Record<string, unknown>,
  };
};

const faultsOf = async (ledger: Awaited<ReturnType<typeof damageable>>): Promise<readonly Fault[]> => {
  const { ok, faults } = await verifyLedger(ledger.store);
  expect(ok).toBe(faults.length === 0);
  return faults;
};

describe('a ledger that is verified', () => {
  it('is sound when nothing is wrong', async () => {
    const { store } = await damageable();
    expect(await verifyLedger(store)).toEqual({ ok: true, events: 4, tickets: 2, faults: [] });
  });

  it('is sound when it is empty', async () => {
    expect(await verifyLedger(desk.store)).toEqual({ ok: true, events: 0, tickets: 0, faults: [] });
  });

  it('names an event that the chart forbids, and does not blame those behind it', async () => {
    const ledger = await damageable();
    ledger.change({ type: 'SurveyLapsed', data: '{}' });
    expect(await faultsOf(ledger)).toEqual([
      {
        position: ledger.position,
        stream: expect.stringMatching(/^ticket-/) as string,
        revision: 1,
        problem: 'SurveyLapsed cannot happen to a ticket that is opened',
      },
    ]);
  });

  it('names the field that does not have its shape, without what stands there', async () => {
    const ledger = await damageable();
    ledger.change({ type: 'TicketEscalated', data: '{"team":"Ann Lee (private)","reason":null}' });
    expect((await faultsOf(ledger)).map(({ problem }) => problem)).toEqual([
      'the data of TicketEscalated: team: invalid_format',
    ]);
  });

  it('names an event of an unknown type', async () => {
    const ledger = await damageable();
    ledger.change({ type: 'TicketPainted' });
    expect((await faultsOf(ledger))[0]?.problem).toContain('unknown event type TicketPainted');
  });

  it('names metadata that is not what it must be, and time that runs backwards', async () => {
    const ledger = await damageable();
    ledger.change({ metadata: JSON.stringify({ ...ledger.metadata, occurredAt: 'yesterday' }) });
    expect((await faultsOf(ledger))[0]?.problem).toBe('its metadata: occurredAt: invalid_format');
    ledger.change({
      metadata: JSON.stringify({ ...ledger.metadata, recordedAt: '2000-01-01T00:00:00.000Z' }),
    });
    expect((await faultsOf(ledger))[0]?.problem).toBe('it was recorded before the event before it');
  });

  it('names what is missing', async () => {
    const ledger = await damageable();
    ledger.remove();
    const problems = (await faultsOf(ledger)).map(({ problem }) => problem);
    expect(problems[0]).toBe(`positions ${ledger.position} to ${ledger.position} are missing before it`);
  });

  it('names a revision that does not follow', async () => {
    const ledger = await damageable();
    ledger.change({ revision: 5 });
    expect((await faultsOf(ledger))[0]?.problem).toBe("its stream's last revision is 0");
  });

  it('names the place at which it cannot be read, without what stands there', async () => {
    const ledger = await damageable();
    ledger.change({ data: '{"Ann Lee": ' });
    const problem = 'it cannot be read, nor can what is behind it: what is stored is not JSON';
    expect(await faultsOf(ledger)).toEqual([{ position: ledger.position, problem }]);
  });

  it('is left when the reader asks to stop', async () => {
    const { store } = await damageable();
    await expect(verifyLedger(store, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('the read models that are verified with it', () => {
  const projected = async () => {
    await desk.import(log(...rows));
    const readModels = await openReadModels({ path: ':memory:', env });
    const { signal } = new AbortController();
    const source = historyOf(desk.store);
    await runProjections(readModelProjections(), { db: readModels, source, env, signal });
    return readModels;
  };

  it('are sound when they equal a fresh fold, though the ledger has gone on', async () => {
    const readModels = await projected();
    await desk.import(log('C,0,2020-01-01 10:00,new,-,-,P3,-'));
    expect(await verifyLedger(desk.store, { readModels })).toMatchObject({
      ok: true,
      tickets: 3,
      faults: [],
    });
    await readModels.destroy();
  });

  it('are named with what differs', async () => {
    const readModels = await projected();
    await readModels.updateTable('ticket').set({ revision: 7 }).execute();
    const { ok, faults } = await verifyLedger(desk.store, { readModels });
    expect(ok).toBe(false);
    expect(faults[0]).toMatchObject({
      model: 'ticket',
      problem: expect.stringContaining('a fresh fold gives') as string,
    });
    await readModels.destroy();
  });
});
