import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace, type Place } from './run.ts';

/** Case 7 is plain, 8 begins in the middle and jumps to its end, 9 goes where no path leads, 10 comes back twice. */
const log = `id,step,when,status,by,group,urgency
7,0,2016-03-01T09:00Z,New,ann,desk,high
7,1,2016-03-01T10:00Z,In progress,bob,desk,high
7,2,2016-03-01T12:00Z,Solved,bob,desk,high
8,0,2016-03-05T09:00Z,In progress,ann,desk,low
8,1,2016-03-05T10:00Z,Closed,bob,desk,low
9,0,2016-04-02T09:00Z,New,ann,desk,low
9,1,2016-04-02T10:00Z,In progress,ann,desk,low
9,2,2016-04-02T11:00Z,New,ann,desk,low
10,0,2016-04-03T09:00Z,New,ann,desk,low
10,1,2016-04-03T10:00Z,Solved,bob,experts,low
10,2,2016-04-03T11:00Z,In progress,ann,experts,low
10,3,2016-04-03T12:00Z,Solved,bob,experts,low
`;
const mapping = {
  source: 'old-desk',
  case: 'id',
  activity: { columns: ['status'] },
  time: { column: 'when', format: 'ISO', zone: 'UTC' },
  order: 'step',
  resource: { column: 'by', pseudonymise: false },
  opening: { subject: 'ticket', requester: { column: 'by', pseudonymise: false } },
  states: {
    New: 'opened',
    'In progress': 'triaged',
    Solved: 'resolved',
    Closed: { state: 'surveyed', survey: 'lapsed' },
  },
  facts: { team: 'group', priority: { column: 'urgency', values: { high: 'P1', low: 'P4' } } },
};

let place: Place;
let files: { log: string; mapping: string };
beforeAll(async () => {
  place = openPlace();
  files = { log: place.file('log.csv', log), mapping: place.file('mapping.json', JSON.stringify(mapping)) };
  expect(
    await place.call('import', files.log, '--mapping', files.mapping, '--home', place.home),
  ).toMatchObject({ code: 0 });
});
afterAll(() => place[Symbol.dispose]());

const call = (...words: readonly string[]) => place.call(...words, '--home', place.home);
const json = async (...words: readonly string[]): Promise<never> => {
  const { code, stdout, stderr } = await call(...words, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as never;
};

describe('caselog discover', () => {
  it('finds the steps of a period, as a table, as CSV and as JSON', async () => {
    const { stdout } = await call('discover', 'dfg', '--to', '2016-04-01');
    expect(stdout).toContain('steps of 2 cases: cases opened before 2016-04-01');
    expect(stdout).toMatch(/opened +triaged +2 +2/);
    expect(stdout).toContain('4 of 4 arcs, 100 % of cases'.replace('4 of 4', '3 of 3'));
    const csv = await call('discover', 'dfg', '--team', 'experts', '--csv');
    expect(csv.stdout.split('\r\n').slice(0, 3)).toEqual([
      'from,to,count,cases,median ms,mean ms',
      'opened,resolved,1,1,3600000,3600000',
      'triaged,resolved,1,1,3600000,3600000',
    ]);
    expect(await json('discover', 'loops')).toMatchObject({ cases: 4, result: { cases: 1 } });
  });

  it('finds who hands work to whom, and nobody in what was only concluded', async () => {
    const { result } = (await json('discover', 'handover')) as {
      result: { handovers: object[]; total: number };
    };
    expect(result).toMatchObject({ total: 6 });
    expect(result.handovers).not.toContainEqual(expect.objectContaining({ from: 'import' }));
  });

  it('puts two populations side by side', async () => {
    const { result } = (await json(
      'discover',
      'dfg',
      '--to',
      '2016-04-01',
      '--compare',
      'from=2016-04-01,to=2016-05-01',
    )) as { result: { cases: object } };
    expect(result.cases).toEqual({ a: 2, b: 2 });
    expect((await call('discover', 'dfg', '--compare', 'priority=P4')).stdout).toContain(
      'b: 3 cases: cases opened of priority P4',
    );
  });

  it.each([
    ['dfg', { from: 'opened', to: 'triaged' }, { cases: 2, share: 1 }, { cases: 1, share: 1 / 2 }],
    ['handover', { from: 'ann', to: 'bob' }, { count: 1, share: 1 / 2 }, { count: 2, share: 1 / 2 }],
    [
      'waiting',
      { activity: 'resolved' },
      { count: 2, 'median wait ms': 5_400_000 },
      { 'median wait ms': 3_600_000 },
    ],
    ['loops', { activity: 'resolved' }, { cases: 0, share: 0 }, { cases: 1, repetitions: 1, share: 1 / 2 }],
  ])('compares %s of two periods, line by line, each share of its own', async (what, key, a, b) => {
    const periods = ['--to', '2016-04-01', '--compare', 'from=2016-04-01,to=2016-05-01'];
    const { result } = (await json('discover', what, ...periods)) as {
      result: { cases: object; lines: readonly object[] };
    };
    expect(result.cases).toEqual({ a: 2, b: 2 });
    expect(result.lines).toContainEqual(
      expect.objectContaining({
        ...key,
        a: expect.objectContaining(a) as object,
        b: expect.objectContaining(b) as object,
      }),
    );
    const { stdout } = await call('discover', what, ...periods);
    expect(stdout).toContain('of two populations of 2 cases: cases opened before 2016-04-01');
    expect(stdout).toContain('b: 2 cases: cases opened from 2016-04-01 before 2016-05-01');
    const csv = await call('discover', what, ...periods, '--csv');
    expect(csv.stdout.split('\r\n')).toHaveLength(result.lines.length + 1);
  });

  it.each(['batches', 'stuck', 'variants', 'throughput'])('compares %s too', async (what) => {
    const { result } = (await json('discover', what, '--compare', 'team=desk')) as {
      result: { cases: object };
    };
    expect(result.cases).toEqual({ a: 4, b: 3 });
  });

  it('says which figure is not compared', async () => {
    const { stderr } = await call('discover', 'dotted', '--compare', 'team=desk');
    expect(stderr).toContain('--compare works with dfg, handover, batches, waiting, loops, stuck, variants');
  });

  it('says what it does not know', async () => {
    expect((await call('discover', 'everything')).stderr).toContain(
      '"everything" is none of dfg, waiting, variants',
    );
    expect((await call('discover', 'dfg', '--compare', 'colour=red')).stderr).toContain(
      '"colour=red" names no population',
    );
    expect((await call('discover', 'dfg', '--from', 'yesterday')).stderr).toContain(
      '"yesterday" is no instant',
    );
    const raw = ['discover', 'dfg', '--log', files.log, '--mapping', files.mapping, '--priority', 'P1'];
    expect((await call(...raw)).stderr).toContain('--priority is known of tickets in the ledger only');
  });
});

describe('caselog conformance', () => {
  const deviations = [
    { kind: 'no-beginning', from: 'nothing', to: 'triaged', missing: ['opened'], count: 1, cases: 1 },
    { kind: 'skipped', from: 'triaged', to: 'surveyed', missing: ['resolved'], count: 1, cases: 1 },
  ];

  it('holds the log itself against the chart, and names the steps it does not have', async () => {
    const result = await json('conformance', '--log', files.log, '--mapping', files.mapping);
    const impossible = {
      kind: 'impossible',
      from: 'triaged',
      to: 'opened',
      missing: [],
      count: 1,
      cases: 1,
      examples: ['9'],
    };
    expect(result).toMatchObject({ cases: 4, fittingCases: 2, moves: 9, conformingMoves: 7, kept: {} });
    expect((result as { deviations: object[] }).deviations).toEqual(
      expect.arrayContaining([
        impossible,
        ...deviations.map((one) => expect.objectContaining(one) as object),
      ]),
    );
  });

  it('finds the same in the ledger, by what sources told; what no path reached was kept with its reason', async () => {
    const result = await json('conformance');
    expect(result).toMatchObject({
      cases: 4,
      kept: { 'no path of the statechart leads from triaged to opened': 1 },
    });
    expect((result as { deviations: object[] }).deviations).toEqual(
      deviations.map((one) => expect.objectContaining(one) as object),
    );
  });

  it('says it in words', async () => {
    const { stdout } = await call('conformance');
    expect(stdout).toContain('steps the chart has');
    expect(stdout).toContain('4 cases held against chart');
  });

  it('puts two populations side by side, deviation by deviation', async () => {
    const compared = await json('conformance', '--compare', 'from=2016-04-01,to=2016-05-01');
    const {
      a,
      b,
      deviations: found,
    } = compared as {
      a: { cases: number };
      b: { cases: number; fitness: number };
      deviations: readonly object[];
    };
    expect([a.cases, b.cases, b.fitness]).toEqual([4, 2, 1]);
    expect(found).toContainEqual({
      kind: 'skipped',
      from: 'triaged',
      to: 'surveyed',
      missing: ['resolved'],
      a: { count: 1, cases: 1, share: 1 / 4 },
      b: { count: 0, cases: 0, share: 0 },
    });
    const { stdout } = await call('conformance', '--compare', 'priority=P1');
    expect(stdout).toMatch(/skipped +triaged +surveyed +resolved +1 +0/);
    expect(stdout).toContain('b: 1 cases, 1 fit, fitness 1.000000');
  });
});

describe('caselog board', () => {
  it('gives the figures of a board as of any instant, with their population', async () => {
    const board = await json('board', 'reopening', '--as-of', '2016-04-03T11:30:00Z');
    expect(board).toMatchObject({
      board: 'reopening',
      population: { n: 4, formula: 'tickets opened as things had happened by 2016-04-03T11:30:00Z' },
    });
    const csv = await call('board', 'reopening', '--as-of', '2016-04-03T11:30:00Z', '--csv');
    expect(csv.stdout.split('\r\n')[1]?.trim()).toBe(`all,3,1,${1 / 3},1`);
    expect((await call('board', 'reopening')).stdout).toContain(
      'Reopen rate (n = 3 tickets resolved at least once)',
    );
    expect((await call('board', 'nothing')).stderr).toContain('"nothing" is none of backlog, targets');
    expect((await call('board', 'backlog', '--priority', 'P9')).stderr).toContain('"P9" is no priority');
  });
});

describe('caselog report', () => {
  it('writes one page that asks nobody for anything, with receipts whose commands give its figures again', async () => {
    const out = join(place.home, 'report.html');
    const made = (await json('report', '--month', '2016-04', '--out', out)) as {
      position: number;
      root: string;
    };
    const page = readFileSync(out, 'utf8');
    expect(page).not.toMatch(/<script|<link|src=|@import|url\((?!#)|https?:/);
    expect(page).toContain(`<code>${made.position}</code>`);
    expect(page).toContain(`<code>${made.root}</code>`);
    expect(page.match(/n = \d+/g)!.length).toBeGreaterThan(20);
    const command = /caselog (board reopening [^<]+)</.exec(page)![1]!;
    const { stdout } = await call(...command.split(' '), '--csv');
    const [resolved, reopened] = stdout.split('\r\n')[1]!.split(',').slice(1);
    expect(page).toContain(
      `<td>all</td><td class="number">${resolved}</td><td class="number">${reopened}</td>`,
    );
  });

  it('refuses what is no month, or has not begun', async () => {
    const out = join(place.home, 'none.html');
    expect((await call('report', '--month', 'May', '--out', out)).stderr).toContain('"May" is no month');
    expect((await call('report', '--month', '2199-01', '--out', out)).stderr).toContain('has not begun yet');
    expect(existsSync(out)).toBe(false);
  });
});
