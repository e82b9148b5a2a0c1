import { readXes, type Attribute, type XesHead, type XesItem } from '@caselog/log-formats';
import { NamedColumns } from '../columns.ts';
import { ColumnsError } from '../errors.ts';
import type { Mapping } from '../mapping.ts';
import { withAbsence, type ReadRows, type RowSink } from './source.ts';

/** What stands between the keys of a classifier's values, where the mapping does not say. */
const classifierSeparator = '+';

/** The mapping with the columns of the classifier it names. @throws ColumnsError when the log has no such classifier */
const withClassifier = (mapping: Mapping, { classifiers }: XesHead): Mapping => {
  const { classifier, separator = classifierSeparator } = mapping.activity;
  if (classifier === undefined) return mapping;
  const found = classifiers.find(({ name, scope }) => name === classifier && scope === 'event');
  if (!found) {
    const names = classifiers.map(({ name }) => JSON.stringify(name)).join(', ');
    throw new ColumnsError(`the log has no classifier of this name (it has ${names || 'none'})`, [
      classifier,
    ]);
  }
  return { ...mapping, activity: { columns: [...found.keys], separator } };
};

/** Tells of each value of attributes, those of attributes of attributes under both keys: `cost:total/currency`. */
const eachValue = (
  attributes: readonly Attribute[],
  prefix: string,
  tell: (name: string, value: string) => void,
): void => {
  for (const { key, type, value, children } of attributes) {
    const name = prefix + key;
    if (type !== 'list' && type !== 'container') tell(name, value);
    if (children) eachValue(children, `${name}/`, tell);
  }
};

/** Takes the items of a log: each event becomes a row with the attributes of its trace, their names prefixed with `case:`. */
class XesRows {
  readonly #mapping: Mapping;
  readonly #sink: RowSink;
  #columns: NamedColumns | undefined;
  #trace: string[] = [];
  /** The line of a trace that has had no event yet. */
  #emptyTrace: number | undefined;

  constructor(mapping: Mapping, sink: RowSink) {
    this.#mapping = mapping;
    this.#sink = sink;
  }

  readonly take = (item: XesItem): void => {
    switch (item.kind) {
      case 'head':
        return this.#takeHead(item.head);
      case 'trace':
        this.end();
        this.#emptyTrace = item.line;
        this.#trace = this.#valuesOf(item.attributes, 'case:');
        return undefined;
      case 'event':
        this.#emptyTrace = undefined;
        return this.#sink.row(
          item.line,
          this.#valuesOf(item.attributes, '', item.inTrace ? [...this.#trace] : undefined),
        );
      default:
        return item satisfies never;
    }
  };

  /** What the last trace leaves to be told. */
  end(): void {
    if (this.#emptyTrace !== undefined) this.#sink.problem(this.#emptyTrace, 'the trace has no event');
    this.#emptyTrace = undefined;
  }

  check(): void {
    this.#columns?.check();
  }

  #takeHead(head: XesHead): void {
    const mapping = withAbsence(withClassifier(this.#mapping, head));
    this.#columns = new NamedColumns(mapping);
    this.#sink.columns(this.#columns.names, mapping);
  }

  #valuesOf(attributes: readonly Attribute[], prefix: string, row = this.#columns!.row()): string[] {
    eachValue(attributes, prefix, (name, value) => this.#columns!.put(row, name, value));
    return row;
  }
}

/** The rows of an XES log. */
export const readXesRows: ReadRows = async ({ file, mapping, onBytes, signal }, sink) => {
  const rows = new XesRows(mapping, sink);
  for await (const items of readXes(file, { onBytes, signal })) {
    signal?.throwIfAborted();
    for (const item of items) rows.take(item);
  }
  rows.end();
  rows.check();
};
