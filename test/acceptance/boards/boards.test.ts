import { join } from 'node:path';
import {
  boards,
  boardNamed,
  CaseTable,
  drawBoard,
  fillTable,
  ticketsOf,
  viewOf,
  type Board,
  type BoardQuery,
} from '@caselog/boards';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook } from '@caselog/helpdesk';
import { beforeAll, describe, expect, it } from 'vitest';
import { uciHome } from '../../support/uci-home.ts';
import { oracleCases, populationAt, type Known, type Wanted } from './oracle-cases.ts';
import * as oracle from './oracle-figures.ts';

const table = new CaseTable();
const cases = oracleCases();

beforeAll(async () => {
  await using home = await uciHome();
  const env = systemEnv;
  const store = openSqliteStore({ path: join(home.path, 'ledger.sqlite'), env });
  try {
    await fillTable(table, { store, env, policies: await openPolicyBook({ store, env }) });
  } finally {
    await store.close();
  }
}, 300_000);

/** A table's rows by their names, the first columns. */
const figures = (board: Board, tableId: string, names = 1): Record<string, readonly unknown[]> => {
  const { rows } = board.tables.find(({ id }) => id === tableId)!;
  return Object.fromEntries(
    rows.map(({ cells }) => {
      const values = cells.map(({ value }) => value);
      return [values.slice(0, names).join(' '), values.slice(names)];
    }),
  );
};

const instants = {
  'inside a span in which a case runs backwards': '2016-02-29T11:05:00Z',
  'in the middle of it, on a Monday': '2016-05-23T11:07:00Z',
  'on a Sunday, between two minutes': '2016-03-20T10:30:30Z',
  now: '2026-11-23T12:00:00Z',
};
const populations: readonly (readonly [string, string, Wanted])[] = [
  ...Object.entries(instants).map(([name, at]) => [name, at, {}] as const),
  [
    'of one team and two priorities, opened in March',
    instants['in the middle of it, on a Monday'],
    {
      priorities: ['P2', 'P3'],
      team: 'Group 70',
      fromMs: Date.UTC(2016, 2, 1),
      toMs: Date.UTC(2016, 3, 1),
    },
  ],
];

describe.each(populations)('every number on every board of the UCI history, %s', (_, at, wanted) => {
  const atMs = Date.parse(at);
  let all: readonly Known[];
  let query: BoardQuery;
  beforeAll(() => {
    all = populationAt(cases, atMs, wanted);
    const { priorities, ...others } = wanted;
    query = {
      asOfMs: atMs,
      by: 'occurredAt',
      ...others,
      ...(priorities && { priorities: priorities as BoardQuery['priorities'] }),
    };
  });
  const draw = (id: string): Board => {
    const board = drawBoard(boardNamed(id)!, viewOf(table, query));
    expect(board.population).toMatchObject({ n: all.length, unreadable: 0 });
    return board;
  };

  it('backlog', () => {
    const board = draw('backlog');
    expect(figures(board, 'standing')).toEqual(oracle.standing(all));
    const [states, priorities] = [figures(board, 'states'), figures(board, 'priorities')];
    const grid = Object.keys(states);
    expect(grid).toEqual(Object.keys(priorities));
    expect(grid.length).toBeGreaterThan(1);
    // Every instant of a short grid, and some ten of a long one: the oracle asks each case anew.
    const every = Math.ceil(grid.length / 10);
    for (const instant of grid.filter((__, index) => index % every === 0 || index === grid.length - 1)) {
      const expected = oracle.backlogAt(all, Date.parse(instant));
      expect([instant, states[instant], priorities[instant]]).toEqual([
        instant,
        expected.states,
        expected.priorities,
      ]);
    }
  });

  it('response and resolution', () => {
    const board = draw('targets');
    expect(figures(board, 'episodes')).toEqual({});
    expect(figures(board, 'life')).toEqual({});
    expect(figures(board, 'without')).toEqual({
      'promised by this desk': [0],
      'none: imported from another system': [all.length],
      'none: the policy in force promised nothing': [0],
    });
    expect(figures(board, 'times')).toEqual(oracle.times(all, atMs));
  });

  it('whose time it was', () => {
    const board = draw('ownership');
    const expected = oracle.ownership(all, atMs);
    for (const id of ['owners', 'priorities', 'episodes']) expect(figures(board, id)).toEqual(expected[id]);
  });

  it('waiting longest', () => {
    const board = draw('waiting');
    const { holders, byNumber, longest } = oracle.waiting(all, atMs);
    expect(figures(board, 'holders')).toEqual(holders);
    const { rows } = board.tables.find(({ id }) => id === 'tickets')!;
    const listed = rows.map(({ key, cells }) => {
      const [seen] = ticketsOf(board, `tickets/${key}/waited`)!;
      const number = seen!.ticket.source!.caseId;
      expect(cells.slice(1).map(({ value }) => value)).toEqual(byNumber.get(number));
      return cells[5]!.value;
    });
    expect(listed).toEqual(longest);
  });

  it('flow map', () => {
    const board = draw('flow-map');
    const expected = oracle.flow(all);
    expect(figures(board, 'activities')).toEqual(expected.activities);
    expect(figures(board, 'arcs', 2)).toEqual(expected.arcs);
  });

  it('variants', () => {
    expect(figures(draw('variants'), 'ways')).toEqual(oracle.variants(all));
  });

  it('dotted chart', () => {
    const ledgerOrder = new Map(table.cases.map(({ source }, index) => [source!.caseId, index]));
    expect(figures(draw('dotted-chart'), 'cells', 4)).toEqual(oracle.dots(all, ledgerOrder));
  });

  it('reopenings', () => {
    const board = draw('reopening');
    const expected = oracle.reopening(all);
    for (const id of ['rate', 'months', 'episodes']) expect(figures(board, id)).toEqual(expected[id]);
  });

  it('satisfaction', () => {
    const board = draw('satisfaction');
    const expected = oracle.satisfaction(all);
    for (const id of ['all', 'languages', 'outcomes', 'teams'])
      expect(figures(board, id)).toEqual(expected[id]);
  });
});

describe('the boards of the UCI history', () => {
  it('were empty by what the ledger knew before the import, however long ago it all happened', () => {
    const query = { asOfMs: Date.UTC(2020, 0, 1), by: 'recordedAt' } as const;
    for (const board of boards) expect(drawBoard(board, viewOf(table, query)).population.n).toBe(0);
  });

  it('lead from figures of every table to exactly as many tickets as it says', () => {
    const view = viewOf(table, {
      asOfMs: Date.parse(instants['in the middle of it, on a Monday']),
      by: 'occurredAt',
    });
    for (const definition of boards) {
      const board = drawBoard(definition, view);
      for (const { id, columns, rows } of board.tables)
        for (const { key, cells } of rows.filter((__, index) => index % Math.ceil(rows.length / 2) === 0))
          for (const [place, { tickets }] of cells.entries()) {
            const found = ticketsOf(board, `${id}/${key}/${columns[place]!.key}`);
            expect([definition.id, id, key, found?.length ?? null]).toEqual([
              definition.id,
              id,
              key,
              tickets,
            ]);
          }
    }
  });
});
