import { readJsonLines } from '@caselog/log-formats';
import { NamedColumns } from '../columns.ts';
import { withAbsence, type ReadRows } from './source.ts';

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/** Tells of each value of an object, those of objects in it under both names: `data.subject`. Lists stand as JSON; null is told as undefined. */
const eachValue = (
  object: Readonly<Record<string, unknown>>,
  prefix: string,
  tell: (name: string, value: string | undefined) => void,
): void => {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix + key;
    if (value === null) tell(name, undefined);
    else if (typeof value === 'object' && !Array.isArray(value))
      eachValue(value as Readonly<Record<string, unknown>>, `${name}.`, tell);
    else tell(name, textOf(value));
  }
};

/** The rows of an NDJSON file: a CloudEvent, or any other object, a line. */
export const readJsonRows: ReadRows = async ({ file, mapping: given, onBytes, signal }, sink) => {
  const mapping = withAbsence(given);
  const columns = new NamedColumns(mapping);
  sink.columns(columns.names, mapping);
  for await (const lines of readJsonLines(file, { onBytes, signal })) {
    signal?.throwIfAborted();
    for (const one of lines) {
      if ('problem' in one) {
        sink.problem(one.line, one.problem);
        continue;
      }
      const row = columns.row();
      eachValue(one.value, '', (name, value) =>
        value === undefined ? columns.clear(row, name) : columns.put(row, name, value),
      );
      sink.row(one.line, row);
    }
  }
  columns.check();
};
