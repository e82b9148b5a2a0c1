import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { log, mapping, openPlace, type Place } from './run.ts';

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place[Symbol.dispose]());

const files = (content = log, map: unknown = mapping) => ({
  logFile: place.file('log.csv', content),
  mappingFile: place.file('mapping.json', JSON.stringify(map)),
});
const importWords = (...words: readonly string[]): readonly string[] => {
  const { logFile, mappingFile } = files();
  return ['import', logFile, '--mapping', mappingFile, '--home', place.home, ...words];
};
const importLog = (...words: readonly string[]) => place.call(...importWords(...words));
const json = async (...words: readonly string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await place.call(...words, '--home', place.home, '--json');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as unknown;
};

describe('caselog', () => {
  it('in a process of its own imports a log, reports the rows it cannot read, and shows what the ledger holds', async () => {
    const report = join(place.home, '../report.csv');
    const imported = await place.run(...importWords('--json', '--report', report));
    expect(imported).toMatchObject({
      code: 0,
      stderr: 'line 5: "never" in time is no time of the form ISO\n',
    });
    expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 4, tickets: 2, unparsable: 1, appended: 4 });
    expect(readFileSync(report, 'utf8')).toBe(
      'line,problem\n5,"""never"" in time is no time of the form ISO"\n',
    );
    expect(await json('stats')).toMatchObject({
      tickets: 2,
      events: 4,
      byState: { triaged: 1, resolved: 1 },
    });
    expect(await json('as-of', '2020-01-01T10:30Z')).toMatchObject({
      at: '2020-01-01T10:30:00.000Z',
      tickets: 1,
      byState: { opened: 1 },
    });
    expect(await json('show', 'A')).toMatchObject({
      source: { log: 'small-log', caseId: 'A' },
      state: 'triaged',
      timeline: [
        { type: 'TicketOpened', occurredAt: '2020-01-01T10:00:00.000Z' },
        { type: 'TicketTriaged', occurredAt: '2020-01-01T11:00:00.000Z' },
      ],
    });
    expect(await json('verify')).toEqual({ ok: true, events: 4, tickets: 2, faults: [] });
  });

  it('writes tables for people', async () => {
    expect((await importLog()).stdout).toMatch(/^rows +4\n {2}openings +1\n/);
    expect((await place.call('stats', '--home', place.home)).stdout).toContain('opened  →  triaged   1');
    expect((await place.call('show', 'A', '--home', place.home)).stdout).toMatch(/^ticket +[0-9a-f-]{36}\n/);
    expect((await place.call('as-of', '2020-01-01', '--home', place.home)).stdout).toBe(
      'at 2020-01-01T00:00:00.000Z\n\ntickets  0\n',
    );
  });

  it('never writes the name of a person whom the mapping makes a pseudonym', async () => {
    const { stdout, stderr } = await importLog('--json');
    const shown = await place.call('show', 'A', '--home', place.home, '--json');
    expect(stdout + stderr + shown.stdout).not.toContain('Ann');
  });

  it('answers with help when asked for it', async () => {
    const { code, stdout } = await place.call('--help');
    expect(code).toBe(0);
    for (const name of ['import', 'stats', 'show', 'as-of', 'verify']) expect(stdout).toContain(name);
  });

  it('stops when it is told to, and says so', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${index},2020-01-01T10:00Z,new,x`);
    const { logFile, mappingFile } = files(['case,time,activity,who', '-', ...rows].join('\n'));
    const words = ['import', logFile, '--mapping', mappingFile, '--home', place.home];
    const { code, stderr, stdout } = await place.interrupt('SIGINT', ...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /\ncaselog: the import was stopped after [0-9]+ tickets; run it again to go on\n$/,
    );
  });
});

describe('bad input gets one clear line and an exit code', () => {
  const refused = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await place.call(...words);
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
    return stderr;
  };

  it('in a process of its own', async () => {
    const { code, stdout, stderr } = await place.run('export', '--out', 'log.csv');
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: "caselog: required option '--format <format>' not specified\n",
    });
  });

  it.each([
    ['an unknown command', ['foo'], "unknown command 'foo'"],
    ['an unknown option', ['stats', '--colour'], "unknown option '--colour'"],
    ['a missing argument', ['show'], "missing required argument 'ticket'"],
    [
      'a report of rows that are not taken one by one',
      ['import', 'log.csv', '--report', 'rows.csv'],
      '--report needs --mapping: what Caselog exported is taken whole or not at all',
    ],
    [
      'an instant that is none',
      ['as-of', 'yesterday'],
      '"yesterday" is no instant; write it as 2016-03-10T12:00:00Z',
    ],
  ])('as %s', async (_, words, line) => {
    expect(await refused(...words)).toBe(`caselog: ${line}\n`);
  });

  it('as a home without a ledger', async () => {
    expect(await refused('stats', '--home', place.home)).toBe(
      `caselog: there is no ledger in ${place.home}: import a log first, or name another home\n`,
    );
  });

  it('as a home that is a file', async () => {
    const { logFile, mappingFile } = files();
    const line = await refused('import', logFile, '--mapping', mappingFile, '--home', logFile);
    expect(line).toContain('cannot be used');
  });

  it('as a ledger that is none', async () => {
    place.file('ledger.sqlite', 'not a database, but long enough to be one if it were '.repeat(40));
    expect(await refused('stats', '--home', join(place.home, '..'))).toContain('is not a Caselog ledger');
  });

  it('as a ticket that is not there', async () => {
    await importLog();
    expect(await refused('show', 'Z', '--home', place.home)).toBe('caselog: there is no ticket "Z"\n');
  });

  it('as a mapping file that is absent, no JSON, or wrong', async () => {
    const { logFile, mappingFile } = files(log, { ...mapping, states: { new: 'open' } });
    const broken = place.file('broken.json', '{');
    const importing = (name: string) => refused('import', logFile, '--mapping', name, '--home', place.home);
    expect(await importing(`${logFile}.none`)).toContain('there is no such file');
    expect(await importing(broken)).toContain('it is not JSON');
    expect(await importing(mappingFile)).toContain('states.new: ');
  });

  it('as a log that is absent or has another heading', async () => {
    const { logFile, mappingFile } = files('a,b\n1,2\n');
    const importing = (name: string) =>
      refused('import', name, '--mapping', mappingFile, '--home', place.home);
    expect(await importing(`${logFile}.none`)).toContain('there is no such file');
    expect(await importing(logFile)).toContain(
      'the mapping names columns that the log does not have: "case"',
    );
  });
});
