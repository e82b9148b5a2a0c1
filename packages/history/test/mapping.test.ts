import { describe, expect, it } from 'vitest';
import { InvalidMappingError } from '../src/index.ts';
import { columnsUsed, parseMapping } from '../src/import/mapping.ts';
import { distinctColumns, keptColumns } from '../src/import/columns.ts';
import { heading, mappingOf, plainMapping } from './support/desk.ts';

const names = heading.split(',');
const faultsOf = (mapping: unknown): string => {
  try {
    parseMapping(mapping);
  } catch (error) {
    if (error instanceof InvalidMappingError) return error.message;
    throw error;
  }
  return '';
};

describe('a mapping', () => {
  it('fills in what it leaves out', () => {
    const { delimiter, opening, ignore } = mappingOf();
    expect({ delimiter, ignore }).toEqual({ delimiter: ',', ignore: {} });
    expect(opening.language).toEqual({ constant: 'en' });
  });

  it('makes pseudonyms of people unless told that they are pseudonyms', () => {
    expect(mappingOf({ resource: { column: 'who' } }).resource).toEqual({
      column: 'who',
      pseudonymise: true,
    });
  });

  it('uses every column it names, those of the subject too', () => {
    expect(columnsUsed(mappingOf()).toSorted()).toEqual(names.toSorted());
  });

  it.each([
    ['no mapping at all', [], 'expected object'],
    ['an unknown field', { ...plainMapping, states2: {} }, 'Unrecognized key: "states2"'],
    ['no case', { ...plainMapping, case: undefined }, 'case: '],
    ['an unknown state', { ...plainMapping, states: { new: 'open' } }, 'states.new: '],
    ['no states', { ...plainMapping, states: {} }, 'states: no activity is mapped to a state'],
    [
      'an unknown zone',
      { ...plainMapping, time: { column: 'time', zone: 'Moon' } },
      'time: "Moon" is no time zone',
    ],
    [
      'an unknown time token',
      { ...plainMapping, time: { column: 'time', format: 'yy' } },
      'time: "yy" is no token',
    ],
    ['an unknown priority', { ...plainMapping, facts: { priority: { constant: 'P9' } } }, 'facts.priority'],
    ['a source with spaces', { ...plainMapping, source: 'My Log' }, 'source: up to 64 lower-case letters'],
    ['two characters between fields', { ...plainMapping, delimiter: '||' }, 'delimiter: '],
    [
      'an activity that is mapped twice',
      { ...plainMapping, quarantine: { new: 'why' } },
      'quarantine.new: the activity is mapped to a state too',
    ],
    [
      'a column that is used and ignored',
      { ...plainMapping, ignore: { topic: 'why' } },
      'ignore.topic: the column is used too',
    ],
  ])('with %s is refused in one line', (_, mapping, expected) => {
    const message = faultsOf(mapping);
    expect(message).toContain(expected);
    expect(message).not.toContain('\n');
  });

  it('keeps the columns it uses, in the order of the heading', () => {
    expect(
      keptColumns(mappingOf({ ignore: { secret: 'it tells the future' } }), ['secret', ...names]),
    ).toEqual(names);
  });

  it.each([
    ['lacks a column', names.slice(1), 'the mapping names columns that the log does not have: "case"'],
    [
      'has one that is not mentioned',
      [...names, 'extra'],
      'neither uses nor ignores columns of the log: "extra"',
    ],
  ])('is refused for a log that %s', (_, columns, message) => {
    expect(() => keptColumns(mappingOf(), columns)).toThrow(message);
  });

  it('names each column of a heading, also one that is there twice', () => {
    expect(distinctColumns(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a (2)', 'a (3)']);
    expect(() => distinctColumns(['a', 'a', 'a (2)'])).toThrow('has a column twice');
  });

  it('ignores columns by their beginning', () => {
    const mapping = mappingOf({ ignore: { 'meta:*': 'tells of the export' } });
    expect(keptColumns(mapping, ['meta:a', ...names, 'meta:b'])).toEqual(names);
  });

  it.each([
    ['neither columns nor a classifier', {}],
    ['both', { columns: ['activity'], classifier: 'Event Name' }],
  ])('is refused when its activity names %s', (_, activity) => {
    expect(() => mappingOf({ activity })).toThrow('activity: either columns or a classifier must be named');
  });
});
