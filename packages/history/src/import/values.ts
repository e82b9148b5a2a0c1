import { detached } from './detached.ts';
import { MissingPseudonymKeyError } from './errors.ts';
import { subjectColumns, type Choice, type Mapping } from './mapping.ts';
import { idsAsTheyStand, pseudonymsUnder, type IdMaker } from './pseudonyms.ts';

/** The kept values of one row, in the order of the kept columns. */
export type Values = readonly string[];
/** Stands for a value that a row does not have at all, which is not the same as an empty one: it says nothing. No text of a log is this. */
export const absent = '\u0000';
export type Read<Value> = (values: Values) => Value;

export interface ValueReadersOptions {
  readonly mapping: Mapping;
  /** The names of the values. */
  readonly columns: readonly string[];
  /** Needed where the mapping asks for pseudonyms. */
  readonly pseudonymKey?: Uint8Array | undefined;
  /** Called for a value without a meaning. */
  readonly onUnmapped?: ((column: string, value: string) => void) | undefined;
}

interface Person {
  readonly column: string;
  readonly pseudonymise: boolean;
}

/** A zod schema, as far as a choice needs it. */
interface Accepts<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false };
}

/** Makes the functions that read single values of a row. Made once for a log, run for every row. */
export class ValueReaders {
  readonly #options: ValueReadersOptions;
  /** A list: it is short, and a set would hash every value of the log. */
  readonly #missing: readonly string[];

  constructor(options: ValueReadersOptions) {
    this.#options = options;
    this.#missing = options.mapping.missing;
  }

  /** The text of a column; undefined where it is missing, and of no column. */
  text(column: string | undefined): Read<string | undefined> {
    const index = column === undefined ? -1 : this.#options.columns.indexOf(column);
    return (values) => {
      const value = values[index];
      return value === undefined || value === absent || this.#missing.includes(value) ? undefined : value;
    };
  }

  /** Whether a row says nothing of a column. */
  isAbsent(column: string): Read<boolean> {
    const index = this.#options.columns.indexOf(column);
    return (values) => values[index] === absent;
  }

  /** The id of a person, team or customer. @throws MissingPseudonymKeyError */
  id(person: Person | undefined): Read<string | undefined> {
    const text = this.text(person?.column);
    const toId = this.#idMaker(person);
    return (values) => {
      const value = text(values);
      return value === undefined ? undefined : toId(value);
    };
  }

  /** What a choice says of a row; undefined where its column is missing or has no meaning. */
  choice<Value>(choice: Choice<Value>, schema: Accepts<Value>): Read<Value | undefined> {
    if ('constant' in choice) return () => choice.constant;
    const { column, values: mapped } = choice;
    const known = new Map<string, Value>(Object.entries(mapped ?? {}));
    const text = this.text(column);
    return (values) => {
      const value = text(values);
      if (value === undefined || known.has(value)) return value === undefined ? undefined : known.get(value);
      const own = mapped ? undefined : schema.safeParse(value);
      if (!own?.success) {
        this.#options.onUnmapped?.(column, value);
        return undefined;
      }
      known.set(detached(value), own.data);
      return own.data;
    };
  }

  /** A text with the row's values in the place of `{column}`. */
  template(template: string): Read<string> {
    const parts = template.split(/\{[^{}]+\}/);
    const columns = subjectColumns(template).map((column) => this.text(column));
    return (values) => parts.map((part, index) => part + (columns[index]?.(values) ?? '')).join('');
  }

  #idMaker(person: Person | undefined): IdMaker {
    if (!person?.pseudonymise) return idsAsTheyStand;
    const { pseudonymKey } = this.#options;
    if (!pseudonymKey) throw new MissingPseudonymKeyError(person.column);
    return pseudonymsUnder(pseudonymKey);
  }
}
