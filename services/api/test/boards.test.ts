import type { BoardResponse, BoardTicketsResponse } from '@caselog/api-contract';
import { systemEnv as env } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import { expect, it } from 'vitest';
import { problemOf, testDesk, type TestDesk } from './desk.ts';
import { peopledDesk } from './people.ts';

const resolve = (commandId: string) => ({
  commandId,
  type: 'ResolveTicket',
  data: { outcome: { kind: 'answered', answer: 'Yes' } },
});

/** A desk whose tickets are governed by a policy that its clock knows. */
const governedDesk = (): Promise<TestDesk> =>
  testDesk({}, async (store) => {
    const book = await openPolicyBook({ store: createMemoryStore({ env }), env });
    return { book, helpdesk: createHelpdesk({ store, env, rulebook: book }) };
  });

/** Three tickets, of which one is resolved and one resolved and reopened. */
const worked = async (): Promise<TestDesk> => {
  const desk = await governedDesk();
  const [first, second] = [await desk.open('o-1'), await desk.open('o-2'), await desk.open('o-3')];
  await desk.post(`/tickets/${first.ticketId}/commands`, resolve('r-1'));
  await desk.post(`/tickets/${second.ticketId}/commands`, resolve('r-2'));
  await desk.post(`/tickets/${second.ticketId}/commands`, {
    commandId: 'r-3',
    type: 'ReopenTicket',
    data: {},
  });
  return desk;
};

const board = async (desk: TestDesk, path: string): Promise<BoardResponse> => {
  const response = await desk.get(`/boards/${path}`);
  expect(response.statusCode).toBe(200);
  return response.json<BoardResponse>();
};

it('draws every board of the list, each with position, version, formula and population', async () => {
  const desk = await worked();
  const { boards } = (await desk.get('/boards')).json<{ boards: { board: string }[] }>();
  expect(boards.length).toBe(9);
  for (const { board: id } of boards) {
    const drawn = await board(desk, id);
    expect(drawn).toMatchObject({
      board: id,
      isNow: true,
      by: 'occurredAt',
      behind: 0,
      population: { n: 3 },
    });
    expect(drawn.position).toBe(await desk.store.head());
    for (const table of drawn.tables) expect(table.formula).not.toBe('');
  }
});

it('draws a board of events alone once while nothing happens, and says of which instant each answer is', async () => {
  const desk = await worked();
  const [first, again] = [await board(desk, 'flow-map'), await board(desk, 'flow-map')];
  expect(again.tables).toEqual(first.tables);
  expect(Date.parse(again.asOf)).toBeGreaterThanOrEqual(Date.parse(first.asOf));
  expect(again.population.formula).toContain(again.asOf.replace('.000Z', 'Z'));
  await desk.open('o-4');
  expect((await board(desk, 'flow-map')).population.n).toBe(4);
});

it('says to which teams and customers a population can be narrowed, those of most tickets first', async () => {
  const desk = await worked();
  const { ticketId } = await desk.open('o-4');
  for (const [step, team] of ['Network', 'Directory', 'Network'].entries())
    await desk.post(`/tickets/${ticketId}/commands`, {
      commandId: `a-${step}`,
      type: 'AssignTicket',
      data: { assigneeId: null, team },
    });
  const { ticketId: other } = await desk.open('o-5');
  const assign = { commandId: 'a-9', type: 'AssignTicket', data: { assigneeId: null, team: 'Network' } };
  await desk.post(`/tickets/${other}/commands`, assign);
  const { teams, customers } = (await desk.get('/boards')).json<{ teams: string[]; customers: string[] }>();
  expect({ teams, customers }).toEqual({ teams: ['Network', 'Directory'], customers: [] });
});

it('counts what was answered a moment ago', async () => {
  const desk = await worked();
  expect((await board(desk, 'backlog')).population.n).toBe(3);
  await desk.open('o-4');
  expect((await board(desk, 'backlog')).population.n).toBe(4);
});

it('leads from a figure to its tickets, page by page', async () => {
  const desk = await worked();
  const drawn = await board(desk, 'reopening');
  const [rate] = drawn.tables;
  expect(rate!.rows[0]!.values).toEqual(['all', 2, 1, 0.5, 1]);
  expect(rate!.rows[0]!.tickets).toEqual([null, 2, 1, 2, 1]);
  const url = `/boards/reopening/tickets?asOf=${drawn.asOf}&figure=rate/all/resolved`;
  const first = (await desk.get(`${url}&limit=1`)).json<BoardTicketsResponse>();
  expect(first).toMatchObject({ total: 2, next: 1, asOf: drawn.asOf });
  const second = (await desk.get(`${url}&limit=1&after=1`)).json<BoardTicketsResponse>();
  expect(second.next).toBeNull();
  expect([...first.rows, ...second.rows].map(({ lifecycle }) => lifecycle)).toEqual(['resolved', 'triaged']);
  expect(problemOf(await desk.get('/boards/reopening/tickets?figure=rate/all/nothing')).status).toBe(404);
});

it('writes the CSV from what is drawn', async () => {
  const desk = await worked();
  const { asOf, tables } = await board(desk, 'backlog');
  const response = await desk.get(`/boards/backlog?asOf=${asOf}&format=csv&table=standing`);
  expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(response.headers['content-disposition']).toBe(
    `attachment; filename="backlog-standing-${asOf.slice(0, 10)}.csv"`,
  );
  const [, ...lines] = response.body.trimEnd().split('\r\n');
  expect(lines).toEqual(tables[0]!.rows.map(({ values }) => values.join(',')));
  expect(problemOf(await desk.get('/boards/backlog?format=csv&table=none')).errors?.[0]?.message).toBe(
    'must be one of standing, states, priorities',
  );
});

it('lays the flow map out', async () => {
  const desk = await worked();
  const { drawing, tables } = await board(desk, 'flow-map');
  if (drawing?.kind !== 'flow-map') throw new Error('no drawing');
  expect(drawing.nodes.map(({ activity }) => activity)).toEqual(['opened', 'triaged', 'resolved']);
  expect(drawing.arcs.map(({ from, to }) => `${from} ${to}`)).toEqual([
    'opened resolved',
    'resolved triaged',
  ]);
  expect(drawing.arcs.length).toBe(tables[0]!.rows.length);
  for (const { points } of drawing.arcs) expect(points.length % 3).toBe(1);
});

it('refuses instants ahead, periods turned round and fields it does not know', async () => {
  const desk = await testDesk();
  const faults = async (query: string) =>
    problemOf(await desk.get(`/boards/backlog?${query}`)).errors?.map(({ pointer }) => pointer);
  expect(await faults('asOf=2200-01-01T00:00:00Z')).toEqual(['/asOf']);
  expect(await faults('from=2016-02-01T00:00:00Z&to=2016-01-01T00:00:00Z')).toEqual(['/to']);
  expect(await faults('asof=2016-02-01T00:00:00Z')).toEqual(['/asof']);
  expect(problemOf(await desk.get('/boards/nothing')).status).toBe(400);
});

it('is for those who work at the desk or study it', async () => {
  const { people } = await peopledDesk();
  expect((await people.analyst.get('/boards/backlog')).statusCode).toBe(200);
  expect((await people.requester.get('/boards/backlog')).statusCode).toBe(403);
  expect((await people.partner.get('/boards/backlog/tickets?figure=standing/opened/all')).statusCode).toBe(
    403,
  );
});
