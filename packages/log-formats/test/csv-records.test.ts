import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordReader, type CsvRecord } from '../src/csv/records.ts';

const readAll = (text: string, delimiter = ','): readonly CsvRecord[] => {
  const reader = new RecordReader(delimiter);
  return [...reader.read(text.split('\n')), ...reader.end()];
};
const brief = (records: readonly CsvRecord[]) =>
  records.map((record) => [record.line, 'fields' in record ? record.fields.join('|') : record.problem]);

describe('the records of a log', () => {
  it('are split at the delimiter and counted by line, empty lines passed over', () => {
    expect(brief(readAll('a;b\n1;2\n\n3;\n', ';'))).toEqual([
      [1, 'a|b'],
      [2, '1|2'],
      [4, '3|'],
    ]);
  });

  it('hold delimiters, quotes and line ends inside quotes, and are counted from their first line', () => {
    expect(brief(readAll('a,b\n"x, ""y""","two\nlines"\n3,4'))).toEqual([
      [1, 'a|b'],
      [2, 'x, "y"|two\nlines'],
      [4, '3|4'],
    ]);
  });

  it('take a quote inside a field as a character', () => {
    expect(brief(readAll('a,b\n24" screen,2'))).toEqual([
      [1, 'a|b'],
      [2, '24" screen|2'],
    ]);
  });

  it('are reported when they have more or fewer fields than the heading', () => {
    expect(brief(readAll('a,b\n1\n1,2,3\n1,2'))).toEqual([
      [1, 'a|b'],
      [2, 'it has 1 fields where the heading has 2'],
      [3, 'it has 3 fields where the heading has 2'],
      [4, '1|2'],
    ]);
  });

  it('lose one line to a quote that never closes, and none behind it', () => {
    expect(brief(readAll('a,b\n"1,2\n3,4\n5,6'))).toEqual([
      [1, 'a|b'],
      [2, 'a quote opens that never closes'],
      [3, '3|4'],
      [4, '5|6'],
    ]);
  });

  it('lose no more than its own line to a quote that another record seems to close', () => {
    expect(brief(readAll('a,b\n"1,2\n3,4\nfive",5,6\n7,8'))).toEqual([
      [1, 'a|b'],
      [2, 'it has 3 fields where the heading has 2'],
      [3, '3|4'],
      [4, 'it has 3 fields where the heading has 2'],
      [5, '7|8'],
    ]);
  });

  it('lose one line to a quote that stays open over more lines than a field has', () => {
    const many = Array.from({ length: 300 }, (_, index) => `${index},x`);
    const records = readAll(['a,b', '"1,2', ...many].join('\n'));
    expect(records.filter((record) => 'problem' in record)).toHaveLength(1);
    expect(records).toHaveLength(302);
  });

  it('report a line whose bytes are no UTF-8', () => {
    expect(brief(readAll('a,b\nM\uFFFDller,2\n3,4'))).toEqual([
      [1, 'a|b'],
      [2, 'it is not UTF-8 text'],
      [3, '3|4'],
    ]);
  });

  it('are those that were written, whatever their texts', () => {
    const field = fc.stringMatching(/^[a-z,"\n ;]{0,6}$/);
    const written = (text: string): string =>
      /[,"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = [['a', 'b'], ...rows].map((row) => row.map(written).join(',')).join('\n');
        const read = readAll(text).map((record) => ('fields' in record ? record.fields : record));
        expect(read).toEqual([['a', 'b'], ...rows]);
      }),
      { numRuns: 300 },
    );
  });
});
