import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { log, mapping, openPlace, type Place } from './run.ts';

let place: Place;
beforeEach(async () => {
  place = openPlace();
  const [logFile, mappingFile] = [
    place.file('log.csv', log),
    place.file('mapping.json', JSON.stringify(mapping)),
  ];
  await place.call('import', logFile, '--mapping', mappingFile, '--home', place.home);
});
afterEach(() => place[Symbol.dispose]());

const explain = (...words: readonly string[]) => place.call('explain', ...words, '--home', place.home);

describe('caselog explain', () => {
  it('says whose time it was, in words and in sums', async () => {
    const { code, stdout } = await explain('A', '--at', '2020-01-01T20:00Z', '--zone', 'Europe/Berlin');
    expect(code).toBe(0);
    expect(stdout).toContain('from      small-log, case A');
    expect(stdout).toMatch(
      /^closed-hours +2020-01-01 11:00:00 +2020-01-01 12:00:00 +1 h +TicketOpened \(revision 0\) +TicketTriaged \(revision 1\) +Our desk was closed from 1 Jan 11:00 to 12:00$/m,
    );
    expect(stdout).toMatch(/^our desk +04:00:00 +04:00:00$/m);
    expect(stdout).toMatch(/^closed hours +06:00:00 +06:00:00$/m);
    expect(stdout).toMatch(/^elapsed +10:00:00 +10:00:00$/m);
    expect(stdout).toMatch(
      /^first response +episode 1 +4 h of 10 h of open hours +running, due 2020-01-02 03:00:00, 6 h left$/m,
    );
    expect(stdout).toMatch(/^2020-01-02 00:30:00 +a warning: the first response will be late$/m);
  });

  it('tells programs the same', async () => {
    const { stdout } = await explain('A', '--at', '2020-01-01T20:00Z', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      source: { log: 'small-log', caseId: 'A' },
      at: '2020-01-01T20:00:00.000Z',
      state: 'triaged',
      intervals: [
        { owner: 'closed-hours', openedBy: { type: 'TicketOpened', revision: 0 } },
        { owner: 'closed-hours', closedBy: null, endsWith: 'hours' },
        { owner: 'desk', from: '2020-01-01T16:00:00.000Z', lastsMs: 14_400_000, endsWith: 'now' },
      ],
      life: { deskMs: 14_400_000, closedHoursMs: 21_600_000, elapsedMs: 36_000_000 },
      targets: [{ kind: 'first-response', state: 'running', dueAt: '2020-01-02T02:00:00.000Z' }],
      next: [{ kind: 'target-warning' }, { kind: 'target-missed', dueAt: '2020-01-02T02:00:00.000Z' }],
    });
  });

  it.each([
    ['a ticket that is not there', ['Z'], 'there is no ticket "Z"'],
    [
      'an instant that is none',
      ['A', '--at', 'noon'],
      '"noon" is no instant; write it as 2016-03-10T12:00:00Z',
    ],
    [
      'a zone that is none',
      ['A', '--zone', 'Mars/Olympus'],
      'there is no time zone "Mars/Olympus"; name one as Europe/Berlin',
    ],
    [
      'a moment before the ticket was opened',
      ['A', '--at', '2019-01-01'],
      'ticket "A" was opened later, at 2020-01-01T10:00:00.000Z',
    ],
  ])('refuses %s with one line', async (_, words, line) => {
    expect(await explain(...words)).toEqual({ code: 1, stdout: '', stderr: `caselog: ${line}\n` });
  });
});
