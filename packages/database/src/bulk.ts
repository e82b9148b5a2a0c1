import { CompiledQuery, sql, type Compilable, type RawBuilder, type Transaction } from 'kysely';

export type Value = string | number | null;

/** Writes rows of one table, many a statement. */
export interface BulkWriter<Tables, Row> {
  write(trx: Transaction<Tables>, rows: readonly Row[]): Promise<void>;
}

export interface BulkWriterOptions<Tables, Row> {
  readonly columns: readonly (keyof Row & string)[];
  /** The statement for `rows`, made by Kysely; it may hold no parameters but those of the rows. */
  readonly statement: (trx: Transaction<Tables>, rows: Row[]) => Compilable;
}

/** For an upsert: these columns take the values of the row that could not be inserted. */
export const takenOver = <Column extends string>(
  columns: readonly Column[],
): Record<Column, RawBuilder<never>> =>
  Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)])) as Record<
    Column,
    RawBuilder<never>
  >;

/** Rows a statement: large blocks save calls, few sizes save preparing. */
const blockSizes = [128, 16, 4, 1] as const;

/**
 * Making a statement in Kysely costs many times what running it does, so its text is made once for each block size and run
 * again with other values: once for plain handles, and once for each plugin, which may rename its table.
 */
export const bulkWriter = <Tables, Row extends { readonly [column in keyof Row]: Value }>({
  columns,
  statement,
}: BulkWriterOptions<Tables, Row>): BulkWriter<Tables, Row> => {
  const textsOf = new WeakMap<object, Map<number, string>>();
  const blank = Object.fromEntries(columns.map((column) => [column, 0])) as Row;

  const textOf = (trx: Transaction<Tables>, size: number): string => {
    const handle = trx.getExecutor().plugins.at(-1) ?? textsOf;
    const texts = textsOf.get(handle) ?? new Map<number, string>();
    textsOf.set(handle, texts);
    const known = texts.get(size);
    if (known !== undefined) return known;
    const rows = Array.from({ length: size }, () => blank);
    const compiled = statement(trx, rows).compile();
    const expected = size * columns.length;
    if (compiled.parameters.length !== expected)
      throw new Error(
        `a bulk statement takes ${compiled.parameters.length} values, not ${expected}: ${compiled.sql}`,
      );
    texts.set(size, compiled.sql);
    return compiled.sql;
  };

  return {
    async write(trx, rows) {
      let at = 0;
      for (const size of blockSizes) {
        for (; rows.length - at >= size; at += size) {
          const values: Value[] = [];
          for (let i = at; i < at + size; i += 1) for (const column of columns) values.push(rows[i]![column]);
          await trx.executeQuery(CompiledQuery.raw(textOf(trx, size), values));
        }
      }
    },
  };
};
