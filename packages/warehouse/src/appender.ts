import type { DuckDBAppender, DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { Cell, ColumnType, Table } from './column.ts';

type Append = (appender: DuckDBAppender, value: NonNullable<Cell>) => void;

/** What of the library is needed; it is large, so whoever calls has loaded it. */
export interface Library {
  readonly DuckDBTimestampValue: new (micros: bigint) => DuckDBTimestampValue;
}

const appendsOf = ({ DuckDBTimestampValue: Instant }: Library): Readonly<Record<ColumnType, Append>> => {
  const text: Append = (appender, value) => appender.appendVarchar((value as string).toWellFormed());
  return {
    VARCHAR: text,
    JSON: text,
    BIGINT: (appender, value) => appender.appendBigInt(BigInt(value)),
    INTEGER: (appender, value) => appender.appendInteger(value as number),
    DOUBLE: (appender, value) => appender.appendDouble(value as number),
    BOOLEAN: (appender, value) => appender.appendBoolean(value as boolean),
    TIMESTAMP: (appender, value) => {
      const ms = typeof value === 'string' ? Date.parse(value) : (value as number);
      appender.appendTimestamp(new Instant(BigInt(ms) * 1_000n));
    },
  };
};

/** Appends rows to one table. */
export interface RowAppender<Row> {
  readonly add: (row: Row) => void;
  readonly close: () => void;
}

/** Opens an appender for a table that is there. */
export const openAppender = async <Row>(
  library: Library,
  connection: DuckDBConnection,
  { name, columns }: Table<Row>,
): Promise<RowAppender<Row>> => {
  const appender = await connection.createAppender(name);
  const appends = appendsOf(library);
  const steps = columns.map(({ type, of }) => ({ append: appends[type], of }));
  return {
    add(row) {
      for (const { append, of } of steps) {
        const value = of(row);
        if (value === null || value === undefined) appender.appendNull();
        else append(appender, value);
      }
      appender.endRow();
    },
    close: () => appender.closeSync(),
  };
};
