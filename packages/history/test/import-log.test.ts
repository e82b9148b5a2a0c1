import { gzipSync } from 'node:zlib';
import { readdirSync } from 'node:fs';
import { OutcomeUnknownError, StoreUnavailableError, type EventStore } from '@caselog/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ColumnsError,
  ImportStoppedError,
  statistics,
  UnmappedValuesError,
  UnreadableLogError,
  type UnparsableRow,
} from '../src/index.ts';
import { heading, log, openDesk, plainMapping, type Desk } from './support/desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

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
      { line: 3, unit: 'line', problem: 'case is missing' },
      { line: 4, unit: 'line', problem: '"1 January" in time is no time of the form YYYY-MM-DD HH:mm' },
      { line: 5, unit: 'line', problem: 'it has 6 fields where the heading has 8' },
      { line: 6, unit: 'line', problem: '"one" in order is no number' },
      { line: 7, unit: 'line', problem: 'activity is missing' },
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

  it('that runs twice at the same time adds each event once', async () => {
    const [one, other] = await Promise.all([desk.import(log(...rows)), desk.import(log(...rows))]);
    expect(one.appended + other.appended).toBe(one.events);
    expect({ ...one, appended: 0 }).toEqual({ ...other, appended: 0 });
    expect(await desk.store.head()).toBe(one.events);
  });

  it('learns by reading what became of an append whose outcome is unknown', async () => {
    let calls = 0;
    const store: EventStore = {
      ...desk.store,
      async append(...append) {
        calls += 1;
        if (calls === 1) throw new OutcomeUnknownError(append[0]);
        const result = await desk.store.append(...append);
        if (calls === 2) throw new OutcomeUnknownError(append[0]);
        return result;
      },
    };
    const counts = await desk.import(log(...rows), { store });
    expect(await desk.store.head()).toBe(counts.events);
    expect(await statistics(desk.store)).toMatchObject({ tickets: 2, events: counts.events });
  });

  it('ends with the fault of the store, and leaves nothing behind', async () => {
    const store: EventStore = {
      ...desk.store,
      append: () => Promise.reject(new StoreUnavailableError('the disk is full')),
    };
    await expect(desk.import(log(...rows), { store })).rejects.toThrow('the disk is full');
    expect(readdirSync(desk.folder)).toEqual(['log.csv']);
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
