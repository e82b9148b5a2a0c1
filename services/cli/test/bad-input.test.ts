import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace, type Place } from './run.ts';

let place: Place;
beforeAll(() => {
  place = openPlace();
});
afterAll(() => place[Symbol.dispose]());

const mapping = {
  source: 'old-desk',
  case: 'id',
  activity: { columns: ['status'] },
  time: { column: 'when' },
  opening: { subject: 'Case {id}' },
  states: { New: 'opened', Work: 'triaged', Done: 'resolved' },
};
const xesMapping = {
  ...mapping,
  case: 'case:concept:name',
  activity: { columns: ['concept:name'] },
  time: { column: 'time:timestamp' },
  opening: { subject: 'Case {case:concept:name}' },
};
const csv = `id,status,when\n1,New,2016-03-01T09:00Z\n1,Work,2016-03-01T10:00Z\n`;
const event = (name: string, at: string): string =>
  `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${at}"/></event>\n`;
const xes = `<?xml version="1.0"?>
<log xes.version="1849.2016">
<trace><string key="concept:name" value="1"/>
${event('New', '2016-03-01T09:00:00+01:00')}${event('Work', '2016-03-01T10:00:00+01:00')}</trace>
</log>
`;
const bomb = `<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<log><trace><string key="concept:name" value="&c;"/></trace></log>
`;

const importing = async (content: string | Uint8Array, map: object, home: string) => {
  const file = place.file('log', '');
  writeFileSync(file, content);
  const mappingFile = place.file('mapping.json', JSON.stringify(map));
  return place.call('import', file, '--mapping', mappingFile, '--home', `${place.home}/${home}`, '--json');
};
/** What the ledger of a home holds. */
const held = async (home: string): Promise<unknown> => {
  const { stdout } = await place.call('stats', '--home', `${place.home}/${home}`, '--json');
  return (JSON.parse(stdout) as { tickets: number }).tickets;
};

describe('a log that cannot be imported', () => {
  it.each([
    ['truncated gzip', gzipSync(csv.repeat(500)).subarray(0, 60), mapping, /its end is missing/],
    [
      'gzip that is damaged',
      Buffer.concat([gzipSync(csv).subarray(0, 20), Buffer.alloc(40, 7)]),
      mapping,
      /its compressed data is damaged/,
    ],
    ['XML that is cut off', xes.slice(0, -20), xesMapping, /line \d+, column \d+: it is broken XML/],
    [
      'XML whose tags cross',
      xes.replace('</event>', '</trace>'),
      xesMapping,
      /line \d+, column \d+: it is broken XML/,
    ],
    ['a bomb of nested entities', bomb, xesMapping, /line 2, column \d+: it declares a document type/],
    [
      'a zone that nobody knows',
      csv,
      { ...mapping, time: { column: 'when', zone: 'Europe/Berln' } },
      /Europe\/Berln/,
    ],
    [
      'columns it does not have',
      csv,
      { ...mapping, resource: { column: 'who', pseudonymise: false } },
      /does not have: "who"/,
    ],
    [
      'columns that nobody mentions',
      csv.replace('when', 'when,extra').replaceAll('Z\n', 'Z,x\n'),
      mapping,
      /neither uses nor ignores columns of the log: "extra"/,
    ],
    ['activities without a meaning', csv.replace('Work', 'Lunch'), mapping, /"Lunch" in status \(line 3\)/],
    [
      'not one time of its form',
      csv.replaceAll('2016-', 'March '),
      mapping,
      /line 2: "March 03-01T09:00Z" in when is no time of the form ISO/,
    ],
    ['nothing', '', mapping, /it is empty/],
    ['bytes that are no text', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3), mapping, /UTF-8/],
  ])(
    'as %s is refused in one line, with nothing imported, and the right one comes in behind it',
    async (name, content, map, message) => {
      const home = name.replaceAll(/\W/g, '-');
      const { code, stdout, stderr } = await importing(content, map, home);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      const lines = stderr.trimEnd().split('\n');
      // Rows that cannot be read are listed one by one before the line that says why nothing came of it.
      expect(lines.slice(0, -1).filter((line) => !/^line \d+: /.test(line))).toEqual([]);
      expect(lines.at(-1)).toMatch(message);
      // A rerun with what was mended completes it: no half of it is in the way.
      const again = await importing(csv, mapping, home);
      expect(JSON.parse(again.stdout)).toMatchObject({
        tickets: 1,
        openings: 1,
        transitions: 1,
        unparsable: 0,
      });
      expect(await held(home)).toBe(1);
    },
  );
});

describe('a log that is unusual, and right', () => {
  const wide = (text: string): Uint8Array =>
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
  it.each([
    ['a byte-order mark', wide(csv), mapping, { rows: 2, openings: 1, transitions: 1 }],
    [
      'offsets of several zones',
      csv.replace('10:00Z', '11:30+02:00'),
      mapping,
      { rows: 2, openings: 1, transitions: 1 },
    ],
    [
      'a heading with a name twice',
      csv.replace('when', 'when,status').replaceAll('Z\n', 'Z,x\n'),
      { ...mapping, ignore: { 'status (2)': 'another one' } },
      { rows: 2, transitions: 1 },
    ],
    [
      'rows that are there twice',
      csv + csv.split('\n').slice(1).join('\n'),
      mapping,
      { rows: 4, openings: 1, transitions: 1, unparsable: 0 },
    ],
    [
      'ties within a minute',
      csv.replace('10:00Z', '09:00Z'),
      mapping,
      { rows: 2, openings: 1, transitions: 1 },
    ],
    [
      'some rows that cannot be read',
      `${csv}1,Done,never\n1,Done\n`,
      mapping,
      { rows: 4, transitions: 1, unparsable: 2 },
    ],
    ['XES packed', gzipSync(xes), xesMapping, { rows: 2, openings: 1, transitions: 1 }],
  ])('with %s is imported', async (name, content, map, counts) => {
    const { code, stdout } = await importing(content, map, name.replaceAll(/\W/g, '-'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ tickets: 1, ...counts });
  });
});
