import { gzipSync } from 'node:zlib';
import { readdirSync } from 'node:fs';
import { toInstant } from '@caselog/env';
import { ticketIdOf } from '@caselog/ticket';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ColumnsError,
  ImportStoppedError,
  MissingPseudonymKeyError,
  statistics,
  UnmappedValuesError,
  UnreadableLogError,
  type UnparsableRow,
} from '../src/index.ts';
import { heading, importedAt, log, openDesk, plainMapping, type Desk } from './support/desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

/** What became of the log: the events of each stream, and where inferred marks stand. */
const told = async (): Promise<readonly string[]> =>
  (await desk.events()).map(({ type, data, metadata }) => {
    const { inferred } = data as { inferred?: true };
    return `${metadata.occurredAt.slice(5, 16)} ${type}${inferred ? ' (inferred)' : ''}`;
  });

describe('a case of a log', () => {
  it('becomes a ticket that follows it', async () => {
    const counts = await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,ann,desk,P3,mail',
        'A,1,2020-01-01 11:00,work,bob,desk,P3,mail',
        'A,2,2020-01-01 12:00,work,bob,desk,P2,mail',
        'A,3,2020-01-02 10:00,done,bob,desk,P2,sync',
        'A,4,2020-01-03 10:00,closed,bob,desk,P2,sync',
      ),
    );
    expect(await told()).toEqual([
      '01-01T10:00 TicketOpened',
      '01-01T10:00 TicketAssigned',
      '01-01T10:00 FactRecorded',
      '01-01T11:00 TicketTriaged',
      '01-01T11:00 TicketReassigned',
      '01-01T12:00 TicketReprioritised',
      '01-02T10:00 TicketResolved',
      '01-02T10:00 FactRecorded',
      '01-03T10:00 SurveyDeclined',
    ]);
    expect(counts).toEqual({
      rows: 5,
      tickets: 1,
      openings: 1,
      inferredOpenings: 0,
      transitions: 3,
      inferredTransitions: 0,
      deviatingRows: 0,
      facts: 1,
      nonconforming: 0,
      quarantined: 0,
      unparsable: 0,
      events: 9,
      appended: 9,
      seconds: 0,
    });
  });

  it('keeps both times, who acted, where it came from and its place in the log', async () => {
    await desk.import(log('A,7,2020-01-01 10:00,new,ann,desk,P3,mail'));
    const [opened] = await desk.events();
    expect(opened?.data).toMatchObject({
      source: { log: 'small-log', caseId: 'A' },
      subject: 'About mail',
      requesterId: 'unknown',
      priority: 'P3',
    });
    expect(opened?.metadata).toMatchObject({
      occurredAt: '2020-01-01T10:00:00.000Z',
      recordedAt: importedAt,
      actor: 'ann',
      logOrder: 7,
      chartVersion: '1',
    });
  });

  it('gets an id that tells when it was opened', async () => {
    await desk.import(log('A,7,2020-01-01 10:00,new,ann,desk,P3,mail'));
    const id = ticketIdOf((await desk.events())[0]!.stream)!;
    expect(toInstant(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))).toBe(
      '2020-01-01T10:00:00.000Z',
    );
  });

  it('is ordered by its order column, rows of one place as they stand in the file', async () => {
    await desk.import(
      log(
        'A,10,2020-01-01 13:00,wait,-,-,P3,mail',
        'A,2,2020-01-01 12:00,expert,-,-,P3,mail',
        'A,2,2020-01-01 12:00,work,-,-,P3,mail',
        'A,1,2020-01-01 14:00,new,-,-,P3,mail',
      ),
    );
    expect((await told()).filter((event) => !event.includes('Fact'))).toEqual([
      '01-01T14:00 TicketOpened',
      '01-01T12:00 TicketEscalated',
      '01-01T12:00 TicketTriaged',
      '01-01T13:00 DataRequested',
    ]);
  });

  it('that begins elsewhere gets an inferred opening, never later than its first row', async () => {
    const mapping = { ...plainMapping, opening: { subject: 'Any {topic}', time: 'opened' } };
    const withOpened = (...rows: readonly string[]) => `${[`${heading},opened`, ...rows].join('\n')}\n`;
    const counts = await desk.import(
      withOpened(
        'A,1,2020-01-01 12:00,work,-,-,P3,-,2020-01-01 09:00',
        'B,1,2020-01-01 12:00,work,-,-,P3,-,2020-01-01 15:00',
        'C,1,2020-01-01 12:00,work,-,-,P3,-,-',
      ),
      { mapping },
    );
    expect(counts).toMatchObject({ tickets: 3, openings: 0, inferredOpenings: 3, transitions: 3 });
    expect((await told()).filter((event) => event.includes('Opened'))).toEqual([
      '01-01T09:00 TicketOpened (inferred)',
      '01-01T12:00 TicketOpened (inferred)',
      '01-01T12:00 TicketOpened (inferred)',
    ]);
  });

  it('reaches a state the chart does not reach directly over inferred transitions', async () => {
    const counts = await desk.import(
      log('A,0,2020-01-01 10:00,new,-,-,P3,-', 'A,1,2020-01-01 11:00,closed,-,-,P3,-'),
    );
    expect(await told()).toEqual([
      '01-01T10:00 TicketOpened',
      '01-01T11:00 TicketResolved (inferred)',
      expect.stringContaining('Survey'),
    ]);
    expect(counts).toMatchObject({ transitions: 0, deviatingRows: 1, inferredTransitions: 2 });
  });

  it('keeps a row that no path reaches, whole, with the reason', async () => {
    const counts = await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,-,P3,-',
        'A,1,2020-01-01 11:00,work,-,-,P3,-',
        'A,2,2020-01-01 12:00,new,-,-,P3,-',
      ),
    );
    expect((await desk.events()).at(-1)).toMatchObject({
      type: 'NonconformingFactRecorded',
      data: {
        row: { case: 'A', order: '2', time: '2020-01-01 12:00', activity: 'new', who: '-' },
        reason: 'no path of the statechart leads from triaged to opened',
      },
    });
    expect(counts).toMatchObject({ nonconforming: 1, transitions: 1, facts: 0 });
  });

  it('keeps a quarantined row, and is opened by inference when it begins with one', async () => {
    const counts = await desk.import(
      log('A,0,2020-01-01 10:00,broken,-,-,P3,-', 'A,1,2020-01-01 11:00,new,-,-,P3,-'),
    );
    expect(await told()).toEqual([
      '01-01T10:00 TicketOpened (inferred)',
      '01-01T10:00 NonconformingFactRecorded',
      '01-01T11:00 FactRecorded',
    ]);
    expect((await desk.events())[1]?.data).toMatchObject({ reason: 'the other system failed' });
    expect(counts).toMatchObject({ inferredOpenings: 1, quarantined: 1, nonconforming: 0, facts: 1 });
  });

  it('tells an attribute when it changes, and that it is gone', async () => {
    await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,-,P3,mail',
        'A,1,2020-01-01 11:00,new,-,-,P3,mail',
        'A,2,2020-01-01 12:00,new,-,-,P3,-',
      ),
    );
    const facts = (await desk.events()).filter(({ type }) => type === 'FactRecorded');
    expect(facts.map(({ data }) => data)).toEqual([
      { attributes: { topic: 'mail' } },
      { attributes: {} },
      { attributes: { topic: '' } },
    ]);
  });

  it('takes an exact duplicate of a row as a fact that tells nothing', async () => {
    const row = 'A,0,2020-01-01 10:00,new,ann,desk,P3,mail';
    expect(await desk.import(log(row, row))).toMatchObject({ rows: 2, openings: 1, facts: 1 });
  });

  it('with an activity made of two columns is read by both', async () => {
    const mapping = {
      ...plainMapping,
      activity: { columns: ['activity', 'team'], separator: '+' },
      states: { 'open+desk': 'opened', open: 'triaged' },
    };
    await desk.import(log('A,0,2020-01-01 10:00,open,-,desk,P3,-', 'A,1,2020-01-01 11:00,open,-,-,P3,-'), {
      mapping,
    });
    expect((await told()).filter((event) => event.includes('Ticket'))).toEqual([
      '01-01T10:00 TicketOpened',
      '01-01T10:00 TicketAssigned',
      '01-01T11:00 TicketTriaged',
      '01-01T11:00 TicketReassigned',
    ]);
  });
});

describe('people of a log', () => {
  const mapping = { ...plainMapping, resource: { column: 'who' } };

  it('get pseudonyms under a key, the same for the same person', async () => {
    const pseudonymKey = new Uint8Array(32).fill(7);
    await desk.import(
      log('A,0,2020-01-01 10:00,new,Ann Lee,-,P3,-', 'B,0,2020-01-01 10:00,new,Ann Lee,-,P3,-'),
      {
        mapping,
        pseudonymKey,
      },
    );
    const actors = (await desk.events()).map(({ metadata }) => metadata.actor);
    expect(new Set(actors).size).toBe(1);
    expect(actors[0]).toMatch(/^p-[0-9a-f]{24}$/);
  });

  it('are not imported without a key', async () => {
    const importing = desk.import(log('A,0,2020-01-01 10:00,new,Ann Lee,-,P3,-'), { mapping });
    await expect(importing).rejects.toThrow(MissingPseudonymKeyError);
  });

  it('and teams whose names cannot be ids get ids that keep them apart', async () => {
    await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,R&D,P3,-',
        'A,1,2020-01-01 11:00,new,-,R|D,P3,-',
        'A,2,2020-01-01 11:00,new,-,(*),P3,-',
      ),
    );
    const teams = (await desk.events()).flatMap(({ data }) => (data as { team?: string }).team ?? []);
    expect(new Set(teams).size).toBe(3);
    expect(teams[0]).toMatch(/^R-D [0-9a-f]{12}$/);
  });
});

describe('a row that cannot be read', () => {
  it('is reported with its line, and the rest is imported', async () => {
    const reported: UnparsableRow[] = [];
    const counts = await desk.import(
      log(
        'A,0,2020-01-01 10:00,new,-,-,P3,-',
        '-,1,2020-01-01 10:00,new,-,-,P3,-',
        'A,1,1 January,new,-,-,P3,-',
        'A,1,2020-01-01 10:00,new,-,-',
        'A,one,2020-01-01 10:00,new,-,-,P3,-',
        'A,2,2020-01-01 10:00,-,-,-,P3,-',
        'A,3,2020-01-01 12:00,work,-,-,P3,-',
      ),
      { onUnparsable: (row) => reported.push(row) },
    );
    expect(counts).toMatchObject({ rows: 7, unparsable: 5, openings: 1, transitions: 1 });
    expect(reported).toEqual([
      { line: 3, problem: 'case is missing' },
      { line: 4, problem: '"1 January" in time is no time of the form YYYY-MM-DD HH:mm' },
      { line: 5, problem: 'it has 6 fields where the heading has 8' },
      { line: 6, problem: '"one" in order is no number' },
      { line: 7, problem: 'activity is missing' },
    ]);
  });
});

describe('a log that does not fit', () => {
  it.each([
    ['is empty', '', UnreadableLogError, 'it is empty'],
    [
      'has columns the mapping does not mention',
      `${heading},extra\nA,0,2020-01-01 10:00,new,-,-,P3,-,x\n`,
      ColumnsError,
      '"extra"',
    ],
    [
      'has values without a meaning',
      log(
        'A,0,2020-01-01 10:00,new,-,-,P3,-',
        'A,1,2020-01-01 10:00,on hold,-,-,P3,-',
        'A,2,2020-01-01 10:00,on hold,-,-,P7,-',
      ),
      UnmappedValuesError,
      'the mapping gives no meaning to "on hold" in activity (line 3 and 1 more), "P7" in priority (line 4)',
    ],
    [
      'has no row that can be read',
      log('A,0,today,new,-,-,P3,-', 'A,0,tomorrow,new,-,-,P3,-'),
      UnreadableLogError,
      'none of its 2 rows can be read; line 2: "today" in time',
    ],
  ])('because it %s is refused in one line, and nothing is imported', async (_, content, type, message) => {
    const importing = desk.import(content);
    await expect(importing).rejects.toThrow(type);
    await expect(importing).rejects.toThrow(message);
    await expect(importing).rejects.not.toThrow('\n');
    expect(await desk.store.head()).toBe(0);
  });

  it('because it is cut off leaves nothing behind', async () => {
    const packed = gzipSync(log('A,0,2020-01-01 10:00,new,-,-,P3,-'));
    await expect(desk.import(packed.subarray(0, -12))).rejects.toThrow('its end is missing');
    expect(await desk.store.head()).toBe(0);
    expect(readdirSync(desk.folder)).toEqual(['log.csv']);
  });
});

describe('an import', () => {
  const rows = [
    'A,0,2020-01-01 10:00,new,ann,desk,P3,mail',
    'A,1,2020-01-01 11:00,closed,bob,desk,P3,mail',
    'B,1,2020-01-01 11:00,work,bob,desk,P3,mail',
    'B,2,2020-01-01 12:00,broken,bob,desk,P3,mail',
    'B,3,2020-01-01 13:00,new,bob,desk,P3,mail',
  ];

  it('that is repeated adds nothing and gives the same counts', async () => {
    const first = await desk.import(log(...rows));
    const again = await desk.import(log(...rows));
    expect(again).toEqual({ ...first, appended: 0 });
    expect(await desk.store.head()).toBe(first.events);
  });

  it('of a later export continues its cases', async () => {
    const before = await desk.import(log(...rows.slice(0, 3)));
    const after = await desk.import(log('C,0,2020-01-01 10:00,new,-,-,P3,-', ...rows));
    expect(after).toMatchObject({ tickets: 3, rows: 6, appended: after.events - before.events });
    expect(await statistics(desk.store)).toMatchObject({ tickets: 3, events: after.events });
  });

  it('of an export that holds only what is new continues its cases too', async () => {
    await desk.import(log(...rows.slice(0, 3)));
    const counts = await desk.import(log(...rows.slice(3)));
    expect(counts).toMatchObject({ tickets: 1, openings: 0, inferredOpenings: 1, appended: 2 });
    expect(await statistics(desk.store)).toMatchObject({ tickets: 2 });
  });

  it('keeps a row that belongs before rows it took earlier, without rewriting them', async () => {
    await desk.import(log(rows[0]!, 'A,2,2020-01-01 12:00,work,bob,desk,P3,mail'));
    const counts = await desk.import(
      log(
        rows[0]!,
        'A,1,2020-01-01 11:00,wait,bob,desk,P3,mail',
        'A,2,2020-01-01 12:00,work,bob,desk,P3,mail',
      ),
    );
    expect(counts).toMatchObject({ openings: 1, nonconforming: 1, transitions: 1, appended: 1 });
    expect((await desk.events()).at(-1)?.data).toMatchObject({
      reason: 'it belongs before rows that were imported earlier',
    });
  });

  it('that is stopped is finished by running it again', async () => {
    const many = log(
      ...Array.from({ length: 500 }, (_, index) => `${index},0,2020-01-01 10:00,new,ann,desk,P3,mail`),
    );
    const stopping = new AbortController();
    const stopped = desk.import(many, {
      signal: stopping.signal,
      onProgress: ({ phase, done }) => phase === 'appending' && done >= 100 && stopping.abort(),
    });
    await expect(stopped).rejects.toThrow(ImportStoppedError);
    const head = await desk.store.head();
    expect(head).toBeGreaterThanOrEqual(100);
    const finished = await desk.import(many);
    expect(finished).toMatchObject({ tickets: 500, appended: finished.events - head });
    expect(readdirSync(desk.folder)).toEqual(['log.csv']);
  });

  it('that is stopped while it reads imports nothing', async () => {
    const importing = desk.import(log(...rows), { signal: AbortSignal.abort() });
    await expect(importing).rejects.toThrow('stopped after 0 tickets');
    expect(await desk.store.head()).toBe(0);
  });

  it('tells how far it is, first in bytes, then in rows', async () => {
    const seen: string[] = [];
    await desk.import(log(...rows), {
      onProgress: ({ phase, done, total }) => seen.push(`${phase} ${done === total}`),
    });
    expect([seen[0], seen.at(-1)]).toEqual(['reading true', 'appending true']);
  });

  it('of one log leaves the cases of another alone, though they have the same names', async () => {
    await desk.import(log(...rows));
    const other = await desk.import(log(...rows), { mapping: { ...plainMapping, source: 'other-log' } });
    expect(other.appended).toBe(other.events);
    expect(await statistics(desk.store)).toMatchObject({ tickets: 4 });
  });
});
