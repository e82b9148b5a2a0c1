import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { log, mapping, openPlace, type Place } from './run.ts';

let place: Place;
beforeEach(async () => {
  place = openPlace();
  const map = place.file('mapping.json', JSON.stringify(mapping));
  await place.call('import', place.file('log.csv', log), '--mapping', map, '--home', place.home);
});
afterEach(() => place[Symbol.dispose]());

const beside = (name: string): string => join(place.home, '..', name);
const call = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await place.call(...words, '--home', place.home);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const refused = async (...words: readonly string[]): Promise<string> => {
  const { code, stderr } = await place.call(...words, '--home', place.home);
  expect(code).toBe(1);
  return stderr;
};

const states = 'select case_id, state, events from tickets order by 1';

describe('caselog sql', () => {
  it('answers with a table, as JSON and as CSV', async () => {
    expect(await call('sql', states)).toBe(
      'case_id  state     events\nA        triaged        2\nB        resolved       2\n',
    );
    expect(JSON.parse(await call('sql', states, '--json'))).toEqual([
      { case_id: 'A', state: 'triaged', events: 2 },
      { case_id: 'B', state: 'resolved', events: 2 },
    ]);
    expect(await call('sql', `select 'a,"b"' as x, null as y`, '--csv')).toBe('x,y\n"a,""b""",\n');
  });

  it('refuses in one line what is no query, what would change something, and what was not decided', async () => {
    expect(await refused('sql', 'selekt')).toMatch(/^caselog: .*syntax error at or near "selekt".*$/m);
    expect(await refused('sql', 'delete from events')).toContain('read-only');
    expect(await refused('sql')).toBe('caselog: either a query or --shell must be given\n');
    expect(await refused('sql', states, '--csv', '--json')).toBe(
      'caselog: an answer is either CSV or JSON\n',
    );
  });

  it('tells what people wrote only when it is asked to, and keeps none of it', async () => {
    const subject = 'select distinct subject from tickets order by 1';
    expect(await call('sql', subject, '--csv')).toBe('subject\n[withheld]\n');
    expect(await call('sql', subject, '--csv', '--with-personal-data')).toBe('subject\nCase A\nCase B\n');
    expect(readFileSync(join(place.home, 'warehouse.duckdb'), 'latin1')).not.toContain('Case A');
  });

  it('asks one query after the other in its shell, and remembers them', async () => {
    const main = resolve(import.meta.dirname, '../src/main.ts');
    const shell = spawn(process.execPath, [main, 'sql', '--shell', '--csv', '--home', place.home], {
      stdio: 'pipe',
    });
    shell.stdin.end(
      '.tables\nselect count(*) as n\nfrom tickets;\nselect wrong;\n.schema surveys\n.schema none\nselect 1 as last',
    );
    const [stdout, stderr] = await Promise.all([
      text(shell.stdout),
      text(shell.stderr),
      once(shell, 'close'),
    ]);
    expect(shell.exitCode).toBe(0);
    expect(stdout).toMatch(/^events +Every event of the ledger\.\n/);
    expect(stdout).toContain('\nn\n2\n');
    expect(stdout).toContain('the last answer: 1 to 5');
    expect(stdout).toContain('there is no table "none"\nlast\n1\n');
    expect(stderr).toContain('Referenced column "wrong" was not found');
    expect(readFileSync(join(place.home, 'sql_history'), 'utf8')).toBe(
      'select count(*) as n from tickets;\nselect wrong;\n',
    );
  });
});

/** How each format of ours is read back into tickets. */
const readBack = (
  columns: { case: string; state: string; time: string; order: string },
  ignore: object,
): string => {
  const { case: caseColumn, state, time, order } = columns;
  return JSON.stringify({
    source: 'again',
    case: caseColumn,
    activity: { columns: [state] },
    time: { column: time },
    order,
    opening: { subject: 'again' },
    states: { opened: 'opened', triaged: 'triaged', resolved: 'resolved' },
    ignore,
  });
};
const plain = { case: 'case', state: 'state', time: 'occurred_at', order: 'revision' };
const tables = { case: 'ticket_id', state: 'state', time: 'occurred_at', order: 'revision' };
const ocel = { case: 'ocel:type:ticket', state: 'state', time: 'ocel:timestamp', order: 'revision' };
const rest = (names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, 'not needed']));
const csvRest = rest([
  'ticket',
  'log',
  'position',
  'id',
  'type',
  'recorded_at',
  'actor',
  'survey',
  'episode',
  'priority',
  'assignee',
  'team',
  'requester',
  'customer',
  'metadata',
  'data',
]);
const ocelRest = rest([
  'ocel:*',
  'ticket:*',
  'customer:*',
  'partner:*',
  'outage:*',
  'data.*',
  'actor',
  'recordedAt',
  'episode',
  'position',
  'metadata',
]);
const tableRest = rest([
  'position',
  'stream',
  'event_id',
  'type',
  'recorded_at',
  'actor',
  'command_id',
  'policy_version',
  'chart_version',
  'episode',
  'priority',
  'assignee',
  'team',
  'inferred',
  'data',
]);

describe('caselog export', () => {
  it.each([
    [
      'xes',
      'log.xes.gz',
      '',
      {
        case: 'case:concept:name',
        state: 'caselog:state',
        time: 'time:timestamp',
        order: 'caselog:revision',
      },
      rest(['case:*', 'caselog:*', 'org:resource', 'concept:name', 'lifecycle:transition', 'identity:id']),
    ],
    ['csv', 'log.csv', '', plain, csvRest],
    ['ocel-json', 'log.json', '', ocel, ocelRest],
    ['ocel-xml', 'log.xml.gz', '', ocel, ocelRest],
    ['ocel-sqlite', 'log.sqlite', '', ocel, ocelRest],
    ['parquet', 'tables', '/events.parquet', tables, tableRest],
  ])(
    'writes %s that is imported again by a mapping, to as many tickets in the same states',
    async (format, name, inner, columns, ignore) => {
      const out = beside(name);
      const exported = JSON.parse(await call('export', '--format', format, '--out', out, '--json')) as object;
      expect(exported).toMatchObject({ format, out, events: 4, personalData: 'withheld' });
      const map = place.file('again.json', readBack(columns, ignore));
      const other = ['--home', beside('other')];
      const imported = await place.call('import', out + inner, '--mapping', map, ...other);
      expect(imported.code).toBe(0);
      const stats = await place.call('stats', '--json', ...other);
      expect(JSON.parse(stats.stdout)).toMatchObject({ tickets: 2, byState: { triaged: 1, resolved: 1 } });
    },
  );

  it('says what a format cannot carry', async () => {
    expect(await call('export', '--format', 'ocel-json', '--out', beside('log.json'))).toContain(
      'not in it: the difference between a value that is null and one that is absent',
    );
  });

  it('refuses in one line a format nobody knows, a place that is not there, and a folder that is', async () => {
    expect(await refused('export', '--format', 'xls', '--out', 'x')).toContain("argument 'xls' is invalid");
    expect(await refused('export', '--format', 'csv', '--out', beside('no/such/place.csv'))).toContain(
      'no such file',
    );
    await call('export', '--format', 'parquet', '--out', beside('tables'));
    expect(await refused('export', '--format', 'parquet', '--out', beside('tables'))).toContain(
      'there is something already',
    );
    expect(readdirSync(beside('.')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('what few commands need', () => {
  it('is loaded by no other', async () => {
    const program = resolve(import.meta.dirname, '../src/program.ts');
    const script = `await import(${JSON.stringify(program)}); const { Module } = await import('node:module');
      console.log(Object.keys(Module._cache).filter((path) => path.includes('duckdb')).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout).toBe('0\n');
    expect(existsSync(join(place.home, 'warehouse.duckdb'))).toBe(false);
  });
});
