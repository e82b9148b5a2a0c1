/** What a column may hold. Instants are UTC; amounts of time are milliseconds. */
export type ColumnType = 'VARCHAR' | 'BIGINT' | 'INTEGER' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | 'JSON';

/** A value on its way into a column; an instant is epoch milliseconds or ISO 8601 with milliseconds. */
export type Cell = string | number | boolean | null | undefined;

export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  /** What it says, for docs/sql.md and `.schema`. */
  readonly doc: string;
  readonly of: (row: Row) => Cell;
}

/** A table of the warehouse. */
export interface Table<Row> {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly Column<Row>[];
}

/** What is known of a table without its rows. */
export type TableSchema = Table<never>;

/** Makes the columns of one table; each is a line. */
export const columnOf =
  <Row>() =>
  (name: string, type: ColumnType, doc: string, of: (row: Row) => Cell): Column<Row> => ({
    name,
    type,
    doc,
    of,
  });
