import { describe, expect, it } from 'vitest';
import { boards, csvOf, ticketsOf } from '../src/index.ts';
import { deskOf, drawn, historyOf, msOf, sourceOf, ticketName, valuesOf, type Told } from './support/desk.ts';

const hour = 3_600_000;

const solved: readonly Told[] = [
  ['5 17:00', 'TicketOpened'],
  ['5 18:00', 'TicketTriaged'],
  ['5 19:00', 'ReplySent'],
  ['5 20:00', 'TicketResolved'],
];
const reopened: readonly Told[] = [
  ...solved,
  ['6 17:00', 'TicketReopened'],
  ['6 18:00', 'ReplySent'],
  ['6 21:00', 'TicketResolved'],
];
const untouched: readonly Told[] = [['5 17:00', 'TicketOpened', { priority: 'P1' }]];

describe('every board', () => {
  const source = deskOf(solved, reopened, untouched, [
    ['5 17:00', 'TicketOpened', { customerId: 'customer-2' }],
    ['5 18:00', 'DataRequested'],
    ['7 18:00', 'TicketReferred'],
  ]);

  it.each(boards.map(({ id }) => id))(
    '%s leads from each figure to exactly as many tickets as it says',
    (id) => {
      for (const at of ['5 17:30', '5 19:30', '6 17:30', '31 00:00']) {
        const board = drawn(source, id, { at });
        for (const { id: tableId, columns, rows } of board.tables)
          for (const { key, cells } of rows)
            for (const [place, { tickets }] of cells.entries()) {
              const found = ticketsOf(board, `${tableId}/${key}/${columns[place]!.key}`);
              expect([id, tableId, key, found?.length ?? null]).toEqual([id, tableId, key, tickets]);
              expect(new Set(found).size).toBe(found?.length ?? 0);
            }
      }
    },
  );

  it.each(boards.map(({ id }) => id))('%s says how many it counts among, and by which formula', (id) => {
    const { population, tables } = drawn(source, id, { at: '5 19:30', customer: 'customer-1' });
    expect(population).toEqual({
      n: 3,
      formula: 'tickets opened of customer customer-1 as things had happened by 2026-01-05T19:30:00Z',
      unreadable: 0,
    });
    for (const { n, formula, columns, rows } of tables) {
      expect(n.value).toBeGreaterThanOrEqual(0);
      expect(formula).toMatch(/^[A-Z].*\.$/);
      for (const { cells } of rows) expect(cells.length).toBe(columns.length);
    }
  });

  it.each(boards.map(({ id }) => id))('%s is drawn where there is no ticket at all', (id) => {
    const board = drawn(deskOf(), id);
    expect(board.population.n).toBe(0);
    for (const { rows } of board.tables)
      for (const { cells } of rows) for (const { value } of cells) expect(Number.isNaN(value)).toBe(false);
  });

  it('counts only the population asked for, as it stood then', () => {
    const moved = deskOf(
      [...untouched, ['6 09:00', 'TicketReprioritised', { impact: null, priority: 'P3' }]],
      solved,
    );
    const p1 = { priorities: ['P1'] as const };
    expect(drawn(moved, 'backlog', { at: '6 08:00', ...p1 }).population.n).toBe(1);
    expect(drawn(moved, 'backlog', { at: '6 10:00', ...p1 }).population.n).toBe(0);
    const teamed = deskOf(
      [...untouched, ['6 09:00', 'TicketAssigned', { assigneeId: null, team: 'blue' }]],
      solved,
    );
    expect(drawn(teamed, 'backlog', { at: '6 10:00', team: 'blue' }).population.n).toBe(1);
    expect(drawn(teamed, 'backlog', { at: '6 10:00', fromMs: msOf('5 17:01') }).population.n).toBe(0);
    expect(drawn(teamed, 'backlog', { at: '6 10:00', toMs: msOf('5 17:01') }).population.n).toBe(2);
  });

  it('knew by recording what it did not know by happening', () => {
    const late = sourceOf(historyOf(1, untouched), historyOf(2, solved, '8 00:00'));
    const at = '7 00:00';
    expect(drawn(late, 'backlog', { at }).population.n).toBe(2);
    expect(drawn(late, 'backlog', { at, by: 'recordedAt' }).population.n).toBe(1);
    expect(drawn(late, 'backlog', { at: '8 00:00', by: 'recordedAt' }).population.n).toBe(2);
  });
});

describe('what went wrong elsewhere', () => {
  it('two figures from different populations never stand side by side (freescout 4125; chatwoot 14871)', () => {
    const board = drawn(deskOf(solved, reopened, untouched), 'reopening');
    // The rate's parts are of the tickets that were resolved; the population is told apart.
    expect(valuesOf(board, 'rate', 'resolved', 'reopened', 'rate')).toEqual([[2, 1, 0.5]]);
    expect(board.tables[0]!.n).toEqual({ value: 2, of: 'tickets resolved at least once' });
    expect(board.population.n).toBe(3);
    for (const id of ['backlog', 'ownership', 'flow-map', 'variants', 'dotted-chart']) {
      const { tables, population } = drawn(deskOf(solved, reopened, untouched), id);
      for (const { n } of tables) expect(n).toEqual({ value: population.n, of: 'tickets' });
    }
  });

  it('reopening does not inflate the first response (chatwoot PR 12058)', () => {
    const before = drawn(deskOf(solved), 'targets', { at: '6 00:00' });
    const after = drawn(deskOf(reopened), 'targets', { at: '31 00:00' });
    const firstReply = (board: typeof before) =>
      valuesOf(board, 'times', 'what', 'median').find(([what]) => what === 'first reply');
    expect(firstReply(before)).toEqual(['first reply', 2 * hour]);
    expect(firstReply(after)).toEqual(firstReply(before));
    expect(valuesOf(after, 'episodes', 'kind', 'episode', 'met')).toEqual([['first-response', 1, 1]]);
  });

  it('a chart and its export agree (chatwoot 8534)', () => {
    const [table] = drawn(deskOf(solved, reopened), 'reopening').tables;
    expect(csvOf(table!)).toBe(
      'Population,Resolved at least once (tickets),Of them reopened (tickets),Reopen rate (share),Reopenings (steps)\r\nall,2,1,0.5,1\r\n',
    );
  });

  it('no text of a ticket becomes a formula or a column of a spreadsheet', () => {
    const teamed = deskOf([
      ...solved.slice(0, 3),
      ['5 20:00', 'TicketResolved', { resolvedBy: { assigneeId: null, team: '=1+1,"x"' } }],
    ]);
    const teams = drawn(teamed, 'satisfaction').tables.find(({ id }) => id === 'teams')!;
    expect(csvOf(teams).split('\r\n')[1]).toMatch(/^"'=1\+1,""x""",1,0/);
  });

  it('a reopened ticket is not listed as closed (zammad 3745)', () => {
    const source = deskOf(reopened);
    const life = (at: string) =>
      valuesOf(drawn(source, 'targets', { at }), 'times', 'what', 'n').find(([what]) => what === 'life');
    expect(life('5 21:00')).toEqual(['life', 1]);
    expect(life('6 17:30')).toEqual(['life', 0]);
    expect(life('6 22:00')).toEqual(['life', 1]);
    expect(valuesOf(drawn(source, 'backlog', { at: '6 17:30' }), 'standing', 'state', 'all')).toContainEqual([
      'triaged',
      1,
    ]);
  });

  it('the backlog is known at any instant, not once a day (Zendesk)', () => {
    const board = drawn(deskOf(solved, reopened, untouched), 'backlog', { at: '5 20:30' });
    expect(valuesOf(board, 'states', 'at', 'opened', 'triaged', 'open')).toEqual([
      ['2026-01-05T18:00:00.000Z', 1, 2, 3],
      ['2026-01-05T19:00:00.000Z', 1, 2, 3],
      ['2026-01-05T20:00:00.000Z', 1, 0, 1],
      ['2026-01-05T20:30:00.000Z', 1, 0, 1],
    ]);
  });

  it('who solved it is not lost by the time the answer comes (chatwoot 14872)', () => {
    const asked: readonly Told[] = [
      ['5 17:00', 'TicketOpened'],
      ['5 18:00', 'TicketResolved', { resolvedBy: { assigneeId: 'agent-1', team: 'blue' } }],
      [
        '5 18:00',
        'SurveyScheduled',
        { sendAfter: '2026-01-05T18:00:00.000Z', closesAt: '2026-02-05T18:00:00.000Z', language: 'ja' },
      ],
      ['5 19:00', 'SurveySent'],
      ['6 09:00', 'TicketReassigned', { assigneeId: 'agent-2', team: 'red' }],
      ['6 10:00', 'SurveyAnswered', { score: 2 }],
    ];
    const source = deskOf(asked, [...solved, ['5 20:00', 'SurveySuppressed', { reason: 'cap' }]]);
    const at = (moment: string) => drawn(source, 'satisfaction', { at: moment });
    const columns = ['of', 'resolutions', 'asked', 'answered', 'rate', 'mean'] as const;
    expect(valuesOf(at('31 00:00'), 'teams', ...columns)).toEqual([
      ['blue', 1, 1, 1, 1, 2],
      ['none', 1, 0, 0, null, null],
    ]);
    expect(valuesOf(at('31 00:00'), 'languages', 'of', 'asked')).toEqual([
      ['ja', 1],
      ['en', 0],
    ]);
    expect(valuesOf(at('6 09:30'), 'all', 'asked', 'answered', 'rate', 'waiting', 'never')).toEqual([
      [1, 0, 0, 1, 1],
    ]);
  });
});

describe('promises', () => {
  it('are met, missed or running, for each episode and for the life', () => {
    const late: readonly Told[] = [
      ['5 17:00', 'TicketOpened'],
      ['8 17:00', 'ReplySent'],
      ['8 18:00', 'TicketResolved'],
    ];
    const source = deskOf(solved, late, untouched);
    const at = (moment: string) =>
      valuesOf(drawn(source, 'targets', { at: moment }), 'episodes', 'promised', 'met', 'missed', 'running');
    expect(at('5 18:00')).toEqual([[3, 0, 0, 3]]);
    expect(at('5 19:30')).toEqual([[3, 1, 0, 2]]);
    // A business day of ten hours from 09:00 in Los Angeles is over at 09:00 of the next.
    expect(at('6 16:59')).toEqual([[3, 1, 0, 2]]);
    expect(at('6 17:00')).toEqual([[3, 1, 2, 0]]);
    expect(valuesOf(drawn(source, 'targets'), 'life', 'promised', 'met', 'missed', 'metShare')).toEqual([
      [3, 1, 2, 1 / 3],
    ]);
  });

  it('were never made to a ticket that came from another system', () => {
    const imported = sourceOf(
      historyOf(1, [['5 17:00', 'TicketOpened', { source: { log: 'old', caseId: '7' } }]], '20 00:00'),
      historyOf(2, untouched),
    );
    expect(valuesOf(drawn(imported, 'targets'), 'without')).toEqual([
      ['promised by this desk', 1],
      ['none: imported from another system', 1],
      ['none: the policy in force promised nothing', 0],
    ]);
  });
});

describe('time', () => {
  it('has one owner each second, and the parts sum to the whole', () => {
    const source = deskOf([
      ['5 16:00', 'TicketOpened'],
      ['5 18:00', 'DataRequested'],
      ['5 21:00', 'WaitEnded'],
      ['5 22:00', 'TicketReferred'],
      ['6 17:00', 'TicketTriaged'],
      ['6 18:00', 'TicketResolved'],
    ]);
    expect(valuesOf(drawn(source, 'ownership', { at: '7 00:00' }), 'owners', 'owner', 'total')).toEqual([
      ['desk', 4 * hour],
      ['requester', 3 * hour],
      ['third party', 5 * hour],
      ['closed hours', 14 * hour],
      ['all of it', 26 * hour],
      ['nobody, after a resolution', 6 * hour],
    ]);
    expect(valuesOf(drawn(source, 'ownership', { at: '5 19:00' }), 'owners', 'total')).toEqual([
      [2 * hour],
      [hour],
      [0],
      [0],
      [3 * hour],
      [0],
    ]);
  });

  it('puts who has waited longest first, with ties by ticket', () => {
    const source = deskOf(untouched, untouched, solved, [
      ['5 16:00', 'TicketOpened'],
      ['5 18:00', 'DataRequested'],
    ]);
    const board = drawn(source, 'waiting', { at: '5 19:00' });
    expect(valuesOf(board, 'tickets', 'ticket', 'waited')).toEqual([
      [ticketName(1), 2 * hour],
      [ticketName(2), 2 * hour],
      [ticketName(3), hour],
      [ticketName(4), hour],
    ]);
    expect(valuesOf(board, 'holders', 'holder', 'tickets', 'longest')).toEqual([
      ['the desk', 3, 2 * hour],
      ['the requester', 1, hour],
      ['a third party', 0, null],
    ]);
  });
});
