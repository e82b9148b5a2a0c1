import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ocelJsonFaults, ocelXmlFaults } from '../../../test/support/log-schemas.ts';
import {
  formatOf,
  LogFormatError,
  ocelBeginning,
  OcelSqliteWriter,
  readOcelJson,
  readOcelSqlite,
  readOcelXml,
  writeOcelJson,
  writeOcelXml,
  writeTextFile,
  type OcelItem,
} from '../src/index.ts';
import { openFiles, type Files } from './support/files.ts';

let files: Files;
beforeEach(() => {
  files = openFiles();
});
afterEach(() => files.close());

const ticket = {
  name: 'support ticket',
  attributes: [
    { name: 'state', type: 'string' },
    { name: 'size', type: 'integer' },
    { name: 'is urgent', type: 'boolean' },
  ],
} as const;
const person = { name: 'person', attributes: [] } as const;
const opened = { name: 'opened', attributes: [{ name: 'subject', type: 'string' }] } as const;

const at = (day: number): string => `2016-03-0${day}T10:00:00.000Z`;
const small: readonly OcelItem[] = [
  { kind: 'object-type', declaration: ticket },
  { kind: 'object-type', declaration: person },
  { kind: 'event-type', declaration: opened },
  {
    kind: 'object',
    object: {
      id: 't1',
      type: ticket.name,
      attributes: [
        { name: 'size', time: ocelBeginning, value: '7' },
        { name: 'is urgent', time: ocelBeginning, value: '1' },
        { name: 'state', time: at(1), value: 'opened' },
        { name: 'state', time: at(2), value: 'a & b <c> "d"' },
      ],
      relations: [{ objectId: 'p1', qualifier: 'asked by' }],
    },
  },
  { kind: 'object', object: { id: 'p1', type: person.name, attributes: [], relations: [] } },
  {
    kind: 'event',
    event: {
      id: 'e1',
      type: opened.name,
      time: at(1),
      attributes: [{ name: 'subject', value: ' two\nlines, "quoted" ' }],
      relations: [
        { objectId: 't1', qualifier: 'opens' },
        { objectId: 'p1', qualifier: 'by' },
      ],
    },
  },
];

async function* batches(items: readonly OcelItem[]): AsyncGenerator<readonly OcelItem[]> {
  yield items;
}

const asSqlite = (items: readonly OcelItem[]): string => {
  const path = files.path('log.sqlite');
  const writer = new OcelSqliteWriter(path);
  for (const item of items) {
    if ('object' in item) writer.object(item.object);
    else if ('event' in item) writer.event(item.event);
    else if (item.kind === 'object-type') writer.declareObjects(item.declaration);
    else writer.declareEvents(item.declaration);
  }
  writer.close();
  return path;
};
const asJson = async (items: readonly OcelItem[]): Promise<string> => {
  await writeTextFile(files.path('log.json'), (output) => writeOcelJson(batches(items), output));
  return files.path('log.json');
};
const asXml = async (items: readonly OcelItem[]): Promise<string> => {
  await writeTextFile(files.path('log.xml'), (output) => writeOcelXml(batches(items), output));
  return files.path('log.xml');
};
const all = async (reading: AsyncIterable<readonly OcelItem[]>): Promise<readonly OcelItem[]> =>
  (await Array.fromAsync(reading)).flat();
/** Objects are read from SQLite by their type and id. */
const sorted = (items: readonly OcelItem[]) =>
  items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('an OCEL 2.0 log that was written', () => {
  it('is valid as JSON, and read as it was', async () => {
    const file = await asJson(small);
    expect(await ocelJsonFaults(file)).toBe('');
    expect(await formatOf(file)).toBe('ocel-json');
    expect(await all(readOcelJson(file))).toEqual(small);
  });

  it('is valid as XML, and read as it was', async () => {
    const file = await asXml(small);
    expect(await ocelXmlFaults(file)).toBe('');
    expect(await formatOf(file)).toBe('ocel-xml');
    expect(await all(readOcelXml(file))).toEqual(small);
  }, 60_000);

  it('is read from SQLite as it was, and its references hold', async () => {
    const file = asSqlite(small);
    expect(await formatOf(file)).toBe('ocel-sqlite');
    expect(sorted(await all(readOcelSqlite(file)))).toEqual(sorted(small));
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('pragma foreign_key_check').all()).toEqual([]);
    database.close();
  });

  it('is the same in every form, whatever its texts', async () => {
    const text = fc.string({
      minLength: 1,
      maxLength: 8,
      unit: fc.constantFrom(...Array.from('aé<&"\'\\\n\t ]}[{,:😀')),
    });
    const one = fc.record({ id: text, subject: text, qualifier: text });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 6 }), async (given) => {
        files.close();
        files = openFiles();
        const items: OcelItem[] = [
          { kind: 'object-type', declaration: person },
          { kind: 'event-type', declaration: opened },
          ...given.map(({ id }): OcelItem => ({
            kind: 'object',
            object: { id, type: person.name, attributes: [], relations: [] },
          })),
          ...given.map(({ id, subject, qualifier }): OcelItem => ({
            kind: 'event',
            event: {
              id: `e${id}`,
              type: opened.name,
              time: at(1),
              attributes: [{ name: 'subject', value: subject }],
              relations: [{ objectId: id, qualifier }],
            },
          })),
        ];
        expect(await all(readOcelJson(await asJson(items)))).toEqual(items);
        expect(await all(readOcelXml(await asXml(items)))).toEqual(items);
        expect(sorted(await all(readOcelSqlite(asSqlite(items))))).toEqual(sorted(items));
      }),
      { numRuns: 30 },
    );
  });

  it('is told apart from one that is not valid', async () => {
    const broken = small.filter((item) => item.kind !== 'object' || item.object.id !== 'p1');
    expect(await ocelXmlFaults(await asXml(broken))).toContain('No match found for key-sequence');
    expect(await ocelJsonFaults(files.write('bad.json', '{"events":[{}]}'))).not.toBe('');
  }, 60_000);
});

describe('an OCEL 2.0 log of others', () => {
  it('may have its lists in any order, values that are no texts, and members nobody knows', async () => {
    const file = files.write(
      'log.json',
      `{"version": "2.0", "meta": [{"a": [1, "]"]}], "events":[ {"id":"e","type":"x","time":"2016-03-01T10:00:00Z","attributes":[{"name":"n","value":1.5}]}
      ], "eventTypes":[],"objects": [],"objectTypes":[{"name":"o","attributes":[]}]}`.replace(
        '"version": "2.0", ',
        '',
      ),
    );
    expect(await all(readOcelJson(file))).toEqual([
      {
        kind: 'event',
        event: {
          id: 'e',
          type: 'x',
          time: '2016-03-01T10:00:00Z',
          attributes: [{ name: 'n', value: '1.5' }],
          relations: [],
        },
      },
      { kind: 'object-type', declaration: { name: 'o', attributes: [] } },
    ]);
  });

  it.each([
    [
      'JSON that is cut off',
      'log.json',
      '{"events": [\n{"id": "e"',
      readOcelJson,
      'line 2: its end is missing',
    ],
    [
      'broken JSON',
      'log.json',
      '{"events": [\n{"id": }]}',
      readOcelJson,
      'line 2: an element of events: it is broken JSON',
    ],
    [
      'an event without a time',
      'log.json',
      '{"events": [{"id": "e", "type": "t"}]}',
      readOcelJson,
      'line 1: an element of events: its time is missing',
    ],
    [
      'a list of others',
      'log.json',
      '{"events": [1]}',
      readOcelJson,
      '"events" holds something that is no object',
    ],
    ['two events without a comma', 'log.json', '{"events": [{} {}]}', readOcelJson, 'line 1: '],
    ['XML that is cut off', 'log.xml', '<log><events>\n<event id="e"', readOcelXml, 'line 2, column'],
    [
      'a bomb of entities',
      'log.xml',
      '<!DOCTYPE log [<!ENTITY a "a">]><log/>',
      readOcelXml,
      'it declares a document type',
    ],
    [
      'an object without an id',
      'log.xml',
      '<log><objects>\n<object type="t"/></objects></log>',
      readOcelXml,
      'line 2, column',
    ],
    [
      'a database of something else',
      'log.sqlite',
      'SQLite format 3\0 and nothing else',
      readOcelSqlite,
      'it is no OCEL 2.0 database',
    ],
  ] as const)('is refused in one line with its place: %s', async (_, name, content, reader, message) => {
    const error = await all(reader(files.write(name, content))).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LogFormatError);
    expect((error as Error).message).toContain(message);
  });
});
