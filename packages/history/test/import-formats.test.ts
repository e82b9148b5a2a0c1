import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { OcelSqliteWriter } from '@caselog/log-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportRefusedError, type ImportResult, type UnparsableRow } from '../src/index.ts';
import { openDesk, type Desk } from './support/desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

/** Each event with its day and what it tells, ticket after ticket. */
const told = async (): Promise<readonly string[]> =>
  (await desk.events()).map(
    ({ type, metadata, data }) =>
      `${metadata.occurredAt} ${type} ${metadata.actor} ${JSON.stringify((data as { attributes?: object }).attributes ?? '')}`,
  );

const counted = (counts: ImportResult) => ({ ...counts, seconds: 0 });

/** Twenty thousand lines about the log itself, then two cases whose activities have two parts. */
const xesMapping = {
  source: 'loans',
  case: 'case:concept:name',
  activity: { columns: ['concept:name', 'lifecycle:transition'], separator: '+' },
  time: { column: 'time:timestamp' },
  resource: { column: 'org:resource', pseudonymise: false },
  opening: { subject: 'Loan of {case:amount}', language: { constant: 'nl' } },
  states: {
    'Apply+complete': 'opened',
    'Check+start': 'triaged',
    'Check+complete': 'escalated',
    'Pay+complete': 'resolved',
  },
  facts: { attributes: { currency: 'cost:total/cost:currency', note: 'note' } },
  ignore: { 'cost:*': 'sums of the other system' },
};
const xesEvent = (name: string, transition: string, time: string, more = ''): string =>
  `<event><string key="concept:name" value="${name}"/><string key="lifecycle:transition" value="${transition}"/>
   <date key="time:timestamp" value="${time}"/><string key="org:resource" value="11"/>${more}</event>`;
const about = Array.from(
  { length: 20_000 },
  (_, index) => `<string key="meta:${index}" value="x"><int key="count" value="${index}"/></string>`,
).join('\n');
const loans = `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<classifier name="Activity classifier" keys="concept:name lifecycle:transition"/>
${about}
<trace><string key="concept:name" value="A1"/><int key="amount" value="500"/>
 ${xesEvent('Apply', 'complete', '2011-10-01T00:38:44.546+02:00')}
 ${xesEvent('Check', 'start', '2011-10-01T00:38:59Z', '<string key="note" value="in haste"/>')}
 ${xesEvent('Check', 'complete', '2011-10-01T08:08:59+05:30', '<float key="cost:total" value="7.5"><string key="cost:currency" value="EUR"/></float>')}
 ${xesEvent('Check', 'complete', '2011-10-01T08:08:59+05:30', '<string key="note" value=""/>')}
 ${xesEvent('Pay', 'complete', '2011-10-02T00:00:00.000+02:00')}
</trace>
<trace><string key="concept:name" value="A2"/><int key="amount" value="9"/></trace>
</log>`;

describe('an XES log nobody here has seen', () => {
  it('is imported with a mapping alone: much about itself, activities of two parts, mixed offsets, ties', async () => {
    const reported: UnparsableRow[] = [];
    const counts = await desk.import(gzipSync(loans), {
      mapping: xesMapping,
      onUnparsable: (row) => reported.push(row),
    });
    expect(counts).toMatchObject({
      rows: 6,
      tickets: 1,
      openings: 1,
      transitions: 3,
      facts: 1,
      unparsable: 1,
    });
    expect(reported).toEqual([{ line: 20_016, unit: 'line', problem: 'the trace has no event' }]);
    expect(await told()).toEqual([
      '2011-09-30T22:38:44.546Z TicketOpened 11 ""',
      '2011-10-01T00:38:59.000Z TicketTriaged 11 ""',
      '2011-10-01T00:38:59.000Z FactRecorded 11 {"note":"in haste"}',
      '2011-10-01T02:38:59.000Z TicketEscalated 11 ""',
      '2011-10-01T02:38:59.000Z FactRecorded 11 {"currency":"EUR"}',
      '2011-10-01T02:38:59.000Z FactRecorded 11 {"note":""}',
      '2011-10-01T22:00:00.000Z TicketResolved 11 ""',
    ]);
    expect((await desk.events())[0]!.data).toMatchObject({ subject: 'Loan of 500', language: 'nl' });
  });

  it('is imported by its own classifier, to the same tickets; again, nothing is added', async () => {
    const mapping = { ...xesMapping, activity: { classifier: 'Activity classifier' } };
    const first = await desk.import(loans, { mapping });
    expect(first).toMatchObject({ transitions: 3 });
    expect(counted(await desk.import(loans, { mapping: xesMapping }))).toEqual({
      ...counted(first),
      appended: 0,
    });
  });

  it.each([
    ['cut off', loans.slice(0, -30), xesMapping, /line \d+, column \d+: it is broken XML/],
    ['packed and cut off', gzipSync(loans).subarray(0, 60_000), xesMapping, /its end is missing/],
    [
      'a bomb',
      '<!DOCTYPE log [<!ENTITY a "b">]><log/>',
      xesMapping,
      /line 1, column \d+: it declares a document type/,
    ],
    [
      'without the classifier',
      loans,
      { ...xesMapping, activity: { classifier: 'Resource' } },
      /the log has no classifier of this name \(it has "Activity classifier"\): "Resource"/,
    ],
    [
      'without a column',
      loans,
      {
        ...xesMapping,
        facts: { attributes: { currency: 'cost:currency', note: 'note' } },
        ignore: { 'cost:total*': 'a sum' },
      },
      /the mapping names columns that the log does not have: "cost:currency"/,
    ],
    [
      'with one nobody mentions',
      loans,
      { ...xesMapping, ignore: {} },
      /neither uses nor ignores columns of the log: "cost:total"/,
    ],
    [
      'with an activity nobody knows',
      loans,
      {
        ...xesMapping,
        states: { 'Apply+complete': 'opened', 'Pay+complete': 'resolved', 'Check+start': 'triaged' },
      },
      /no meaning to "Check\+complete" in concept:name, lifecycle:transition \(line \d+ and 1 more\)/,
    ],
    [
      'with times of another form',
      loans.replaceAll('2011-10-0', '1 October '),
      xesMapping,
      /none of its 6 rows can be read; line 20005: "1 October .*" in time:timestamp is no time of the form ISO/,
    ],
  ])('is refused in one line, and nothing imported: %s', async (_, content, mapping, message) => {
    const error = await desk.import(content, { mapping }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ImportRefusedError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
    expect(await desk.events()).toEqual([]);
  });
});

describe('a CSV log nobody here has seen', () => {
  it('is imported with a mapping alone: a heading twice, a byte-order mark, rows twice, ties within a minute', async () => {
    const rows = [
      'Case;Status;When;Status',
      '1;New;01/02/2020 10:00;a',
      '1;Work;01/02/2020 10:00;b',
      '1;Work;01/02/2020 10:00;b',
      '1;Done;01/02/2020 10:00;c',
    ];
    const counts = await desk.import(`\uFEFF${rows.join('\r\n')}`, {
      mapping: {
        source: 'old-desk',
        delimiter: ';',
        case: 'Case',
        activity: { columns: ['Status'] },
        time: { column: 'When', format: 'DD/MM/YYYY HH:mm', zone: 'America/Los_Angeles' },
        opening: { subject: 'Case {Case}' },
        states: { New: 'opened', Work: 'triaged', Done: 'resolved' },
        facts: { attributes: { step: 'Status (2)' } },
      },
    });
    expect(counts).toMatchObject({ rows: 4, openings: 1, transitions: 2, facts: 1 });
    expect((await told()).map((line) => line.replace(/^\S+ (\w+) \S+ /, '$1 '))).toEqual([
      'TicketOpened ""',
      'FactRecorded {"step":"a"}',
      'TicketTriaged ""',
      'FactRecorded {"step":"b"}',
      'FactRecorded {}',
      'TicketResolved ""',
      'FactRecorded {"step":"c"}',
    ]);
  });

  it('is refused for a zone that nobody knows', async () => {
    const mapping = {
      source: 's',
      case: 'c',
      activity: { columns: ['a'] },
      time: { column: 't', zone: 'Mars/Olympus' },
      opening: { subject: 's' },
      states: { a: 'opened' },
    };
    expect(() => desk.import('c,a,t\n', { mapping })).toThrow('time: "Mars/Olympus" is no time zone');
    expect(await desk.events()).toEqual([]);
  });
});

describe('CloudEvents nobody here has seen', () => {
  const mapping = {
    source: 'bus',
    case: 'subject',
    activity: { columns: ['type'] },
    time: { column: 'time' },
    opening: { subject: '{data.title}' },
    states: { 'case.new': 'opened', 'case.taken': 'triaged' },
    facts: { assignee: { column: 'data.by.id', pseudonymise: false }, attributes: { place: 'data.place' } },
    ignore: { specversion: 'the form', 'data.tags': 'not needed', id: 'a number', source: 'always the same' },
  };
  const event = (id: number, type: string, data: object): string =>
    JSON.stringify({
      specversion: '1.0',
      id: String(id),
      source: '/x',
      type,
      subject: '7',
      time: `2020-01-01T10:00:0${id}Z`,
      data,
    });

  it('are imported, their data by path', async () => {
    const lines = [
      event(1, 'case.new', { title: 'Help', tags: ['a'] }),
      '{"broken"',
      '[1]',
      '',
      event(2, 'case.taken', { by: { id: 'ann' }, place: 'Rome' }),
      event(3, 'case.taken', { title: null, place: null }),
    ];
    const reported: UnparsableRow[] = [];
    const counts = await desk.import(lines.join('\n'), {
      mapping,
      onUnparsable: (row) => reported.push(row),
    });
    expect(counts).toMatchObject({ rows: 5, openings: 1, transitions: 1, facts: 1, unparsable: 2 });
    expect(reported.map(({ line, problem }) => `${line} ${problem}`)).toEqual([
      '2 it is not JSON',
      '3 it is no JSON object',
    ]);
    expect((await desk.events()).map(({ type }) => type)).toEqual([
      'TicketOpened',
      'TicketTriaged',
      'TicketAssigned',
      'FactRecorded',
      'FactRecorded',
    ]);
    // Null says that there is no value any more.
    expect((await desk.events()).at(-1)!.data).toEqual({ attributes: { place: '' } });
  });
});

describe('an OCEL 2.0 log nobody here has seen', () => {
  const mapping = {
    source: 'orders',
    case: 'ocel:type:order',
    activity: { columns: ['ocel:activity'] },
    time: { column: 'ocel:timestamp' },
    resource: { column: 'ocel:qualifier:packed by', pseudonymise: false },
    opening: { subject: 'Order over {order:price}', requester: { column: 'customer:name' } },
    states: { place: 'opened', pack: 'triaged', ship: 'resolved' },
    facts: { attributes: { price: 'order:price', weight: 'weight' } },
    ignore: { 'ocel:*': 'ids', 'order:*': 'not needed' },
  };
  const place = (time: string, relations: readonly string[]) => ({
    id: `p${time}`,
    type: 'place',
    time: `2023-01-0${time}T00:00:00Z`,
    attributes: [],
    relationships: relations.map((objectId) => ({ objectId, qualifier: 'of' })),
  });
  const document = {
    events: [
      place('1', ['o1', 'c1']),
      {
        ...place('2', ['o1', 'o2']),
        type: 'pack',
        attributes: [{ name: 'weight', value: '2.5' }],
        relationships: [
          { objectId: 'o1', qualifier: 'of' },
          { objectId: 'o2', qualifier: 'of' },
          { objectId: 'w1', qualifier: 'packed by' },
        ],
      },
      { ...place('3', []), relationships: [{ objectId: 'c1', qualifier: 'of' }] },
      { ...place('4', ['o1']), type: 'ship' },
    ],
    eventTypes: [],
    objectTypes: [
      {
        name: 'order',
        attributes: [
          { name: 'price', type: 'float' },
          { name: 'colour', type: 'string' },
        ],
      },
      { name: 'customer', attributes: [{ name: 'name', type: 'string' }] },
      { name: 'worker', attributes: [] },
    ],
    objects: [
      {
        id: 'o1',
        type: 'order',
        attributes: [
          { name: 'price', time: '1970-01-01T00:00:00Z', value: '10' },
          { name: 'price', time: '2023-01-04T00:00:00Z', value: '12' },
        ],
      },
      { id: 'o2', type: 'order', attributes: [] },
      {
        id: 'c1',
        type: 'customer',
        attributes: [{ name: 'name', time: '1970-01-01T00:00:00Z', value: 'Ann' }],
      },
      { id: 'w1', type: 'worker' },
    ],
  };

  it('is imported from JSON by a type of its objects, their attributes as they stood', async () => {
    const reported: UnparsableRow[] = [];
    const counts = await desk.import(JSON.stringify(document), {
      mapping,
      pseudonymKey: new Uint8Array(32),
      onUnparsable: (row) => reported.push(row),
    });
    expect(counts).toMatchObject({ rows: 5, tickets: 2, openings: 1, inferredOpenings: 1, unparsable: 1 });
    expect(reported).toEqual([{ line: 3, unit: 'event', problem: 'it has to do with no order' }]);
    const lines = await told();
    expect(lines).toContain('2023-01-01T00:00:00.000Z FactRecorded import {"price":"10"}');
    expect(lines).toContain('2023-01-04T00:00:00.000Z FactRecorded import {"price":"12"}');
    expect(lines).toContain('2023-01-02T00:00:00.000Z FactRecorded w1 {"weight":"2.5"}');
  });

  it('is imported from SQLite', async () => {
    const writer = new OcelSqliteWriter(`${desk.folder}/ocel.sqlite`);
    writer.declareObjects({ name: 'order', attributes: [] });
    writer.declareEvents({ name: 'place', attributes: [] });
    writer.object({ id: 'o1', type: 'order', attributes: [], relations: [] });
    writer.event({
      id: 'e1',
      type: 'place',
      time: '2023-01-01 10:00:00',
      attributes: [],
      relations: [{ objectId: 'o1', qualifier: 'of' }],
    });
    writer.close();
    const plain = {
      source: 'orders',
      case: 'ocel:type:order',
      activity: { columns: ['ocel:activity'] },
      time: { column: 'ocel:timestamp' },
      opening: { subject: 'x' },
      states: { place: 'opened' },
      ignore: { 'ocel:*': 'ids' },
    };
    const counts = await desk.import(readFileSync(`${desk.folder}/ocel.sqlite`), { mapping: plain });
    expect(counts).toMatchObject({ rows: 1, openings: 1 });
    expect((await desk.events())[0]!.metadata.occurredAt).toBe('2023-01-01T10:00:00.000Z');
  });
});
