import { detached } from './detached.ts';
import { ColumnsError } from './errors.ts';
import { columnsUsed, type Mapping } from './mapping.ts';
import { absent } from './values.ts';

/** The columns of a heading, each under a name of its own: the second `Status` is `Status (2)`. Pure. */
export const distinctColumns = (heading: readonly string[]): readonly string[] => {
  const seen = new Map<string, number>();
  const taken = new Set(heading);
  return heading.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    if (count === 1) return name;
    const own = `${name} (${count})`;
    if (taken.has(own))
      throw new ColumnsError('the heading has a column twice, and one with its second name', [name]);
    return own;
  });
};

/** Whether a mapping ignores a column: by its name, or by a beginning that ends in `*`. Made once for a mapping. */
const ignoring = ({ ignore }: Mapping): ((name: string) => boolean) => {
  const names = new Set(Object.keys(ignore));
  const beginnings = [...names].filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (name) => names.has(name) || beginnings.some((beginning) => name.startsWith(beginning));
};

const absentText = 'the mapping names columns that the log does not have';
const unmentionedText = 'the mapping neither uses nor ignores columns of the log';

/**
 * The columns of a log that its import keeps, in the order of the heading: all but the ignored ones. Pure. Every column must be used or
 * ignored by the mapping, so that nothing is lost, and nothing told too early, by oversight.
 * @throws ColumnsError
 */
export const keptColumns = (mapping: Mapping, heading: readonly string[]): readonly string[] => {
  const used = columnsUsed(mapping);
  const isIgnored = ignoring(mapping);
  const named = [...used, ...Object.keys(mapping.ignore).filter((name) => !name.endsWith('*'))];
  const lacking = named.filter((name) => !heading.includes(name));
  if (lacking.length > 0) throw new ColumnsError(absentText, lacking);
  const unmentioned = heading.filter((name) => !used.includes(name) && !isIgnored(name));
  if (unmentioned.length > 0) throw new ColumnsError(unmentionedText, unmentioned);
  return heading.filter((name) => used.includes(name));
};

/** So many columns that nobody mentions are named at most. */
const namedMax = 20;

/**
 * The columns of a log without a heading, whose rows name their values one by one: what a row has is known when it is read. Collects the values
 * of one row after the other.
 */
export class NamedColumns {
  /** Those that the mapping uses. */
  readonly names: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #seen: boolean[];
  readonly #isIgnored: (name: string) => boolean;
  /** Names that the mapping ignores; a set, because rows repeat them. */
  readonly #ignored = new Set<string>();
  readonly #unmentioned = new Set<string>();

  constructor(mapping: Mapping) {
    this.names = columnsUsed(mapping);
    this.#places = new Map(this.names.map((name, index) => [name, index]));
    this.#seen = this.names.map(() => false);
    this.#isIgnored = ignoring(mapping);
  }

  /** A row without values. */
  row(): string[] {
    return this.names.map(() => absent);
  }

  /** Notes that rows may have a value of this name. */
  see(name: string): void {
    const place = this.#places.get(name);
    if (place === undefined) this.#note(name);
    else this.#seen[place] = true;
  }

  /** Puts a value into a row, unless the mapping does not use it; several values of one name are parted by `; `. */
  put(row: string[], name: string, value: string): void {
    const place = this.#places.get(name);
    if (place === undefined) return this.#note(name);
    this.#seen[place] = true;
    const before = row[place]!;
    row[place] = before === absent ? value : `${before}; ${value}`;
  }

  /** Says that a row has no value of a name any more, which is not the same as saying nothing of it. */
  clear(row: string[], name: string): void {
    const place = this.#places.get(name);
    if (place === undefined) return;
    this.#seen[place] = true;
    row[place] = '';
  }

  /** Once all rows are read. @throws ColumnsError when the mapping and the rows do not name the same columns */
  check(): void {
    const lacking = this.names.filter((_, place) => !this.#seen[place]);
    if (lacking.length > 0) throw new ColumnsError(absentText, lacking);
    if (this.#unmentioned.size > 0) throw new ColumnsError(unmentionedText, [...this.#unmentioned]);
  }

  #note(name: string): void {
    if (this.#ignored.has(name) || this.#unmentioned.size >= namedMax) return;
    if (this.#isIgnored(name)) this.#ignored.add(detached(name));
    else this.#unmentioned.add(detached(name));
  }
}
