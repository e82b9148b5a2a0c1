import { ColumnsError } from './errors.ts';
import { columnsUsed, type Mapping } from './mapping.ts';

const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/**
 * The columns of a log that its import keeps, in the order of the heading: all but the ignored ones. Pure. Every column must be used or
 * ignored by the mapping, so that nothing is lost, and nothing told too early, by oversight.
 * @throws ColumnsError
 */
export const keptColumns = (mapping: Mapping, heading: readonly string[]): readonly string[] => {
  const twice = repeated(heading);
  if (twice.length > 0) throw new ColumnsError('the heading has a column twice', twice);
  const used = columnsUsed(mapping);
  const absent = [...used, ...Object.keys(mapping.ignore)].filter((name) => !heading.includes(name));
  if (absent.length > 0)
    throw new ColumnsError('the mapping names columns that the log does not have', absent);
  const unmentioned = heading.filter((name) => !used.includes(name) && !Object.hasOwn(mapping.ignore, name));
  if (unmentioned.length > 0)
    throw new ColumnsError('the mapping neither uses nor ignores columns of the log', unmentioned);
  return heading.filter((name) => used.includes(name));
};
