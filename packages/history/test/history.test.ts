import { ticketIdOf } from '@caselog/ticket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOf, findTickets, instantOf, statistics, ticketHistory } from '../src/index.ts';
import { importedAt, log, openDesk, plainMapping, type Desk } from './support/desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = openDesk();
  await desk.import(
    log(
      'A,0,2020-01-01 10:00,new,-,-,P3,-',
      'A,1,2020-01-01 11:00,work,-,-,P3,-',
      'A,2,2020-01-01 12:00,work,-,-,P3,-',
      'B,0,2020-01-01 11:30,new,-,-,P3,-',
      'B,1,2020-01-01 13:00,done,-,-,P3,-',
    ),
  );
});
afterEach(() => desk.close());

describe('the statistics of a ledger', () => {
  it('count tickets, events and the edges they walked', async () => {
    expect(await statistics(desk.store)).toEqual({
      tickets: 2,
      events: 5,
      byState: { triaged: 1, resolved: 1 },
      eventsByType: { TicketOpened: 2, FactRecorded: 1, TicketResolved: 1, TicketTriaged: 1 },
      edges: [
        { from: 'opened', to: 'triaged', count: 1 },
        { from: 'opened', to: 'resolved', count: 1 },
      ],
    });
  });
});

describe('the tickets as of an instant', () => {
  it.each([
    ['2020-01-01T09:59:59.999Z', {}],
    ['2020-01-01T10:00:00.000Z', { opened: 1 }],
    ['2020-01-01T11:45:00.000Z', { opened: 1, triaged: 1 }],
    ['2020-01-01T13:00:00.000Z', { triaged: 1, resolved: 1 }],
  ])('at %s', async (at, byState) => {
    expect(await asOf(desk.store, at)).toMatchObject({ at, byState });
  });

  it('are none as the ledger knew them before it took the log', async () => {
    const by = 'recordedAt';
    expect(await asOf(desk.store, '2020-06-01T00:00:00.000Z', { by })).toMatchObject({ tickets: 0 });
    expect(await asOf(desk.store, importedAt, { by })).toMatchObject({ tickets: 2 });
  });

  it('stand where the later row put them, where the clock of the log ran backwards', async () => {
    await desk.import(
      log(
        'C,0,2021-01-01 10:00,new,-,-,P3,-',
        'C,1,2021-01-01 09:00,work,-,-,P3,-',
        'C,2,2021-01-01 12:00,done,-,-,P3,-',
      ),
    );
    expect(await asOf(desk.store, '2021-01-01T09:30:00.000Z')).toMatchObject({
      byState: { triaged: 2, resolved: 1 },
    });
    expect(await asOf(desk.store, '2021-01-01T11:00:00.000Z')).toMatchObject({
      byState: { triaged: 2, resolved: 1 },
    });
  });
});

describe('an instant that a person writes', () => {
  it.each([
    ['2020-01-01', '2020-01-01T00:00:00.000Z'],
    ['2020-01-01T10:00Z', '2020-01-01T10:00:00.000Z'],
    ['2020-01-01 10:00+02:00', '2020-01-01T08:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });

  it.each(['yesterday', '2020-13-01', '2020-01-01T25:00Z', ''])('is not %j', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });
});

describe('a ticket', () => {
  it('is found by its id and by its case, with its history', async () => {
    const [first] = await desk.events();
    const id = ticketIdOf(first!.stream)!;
    const [byCase] = await findTickets(desk.store, 'A');
    expect(await findTickets(desk.store, id.toUpperCase())).toEqual([id]);
    const history = await ticketHistory(desk.store, byCase!);
    expect(history?.events).toHaveLength(3);
    expect(history?.state.configuration.lifecycle).toBe('triaged');
  });

  it('is found in every log that has such a case', async () => {
    await desk.import(log('A,0,2020-01-01 10:00,new,-,-,P3,-'), {
      mapping: { ...plainMapping, source: 'other' },
    });
    expect(await findTickets(desk.store, 'A')).toHaveLength(2);
  });

  it('is not found where there is none', async () => {
    expect(await findTickets(desk.store, 'Z')).toEqual([]);
    expect(await findTickets(desk.store, '00000000-0000-4000-8000-000000000000')).toEqual([]);
    expect(await ticketHistory(desk.store, '00000000-0000-4000-8000-000000000000')).toBeUndefined();
  });
});
