import type { DuckDBConnection } from '@duckdb/node-api';
import { unreadable, type ReadOptions } from '../bytes.ts';

/** A table as it is read: its columns, and its rows as texts; what is null is an empty text. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly string[])[]>;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A column as text: instants in ISO 8601, structures as JSON. */
const asText = (name: string, type: string): string => {
  const column = quoted(name);
  if (type.startsWith('TIMESTAMP'))
    return `strftime(make_timestamp(epoch_us(${column})), '%Y-%m-%dT%H:%M:%S.%f') || '${type.endsWith('ZONE') ? 'Z' : ''}'`;
  return /\[\]$|^(STRUCT|MAP|UNION)/.test(type) ? `to_json(${column})::varchar` : `${column}::varchar`;
};

/** A connection for one file. The library is large, so it is loaded when it is needed. */
const connected = async (): Promise<{ connection: DuckDBConnection; close: () => void }> => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '256MB' });
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

/**
 * Opens a Parquet file. `rows` yields batches of some thousand rows and closes the file at its end. Not pure: reads the file.
 * @throws LogFormatError
 */
export const readParquet = async (file: string, { signal }: ReadOptions = {}): Promise<TextTable> => {
  const { connection, close } = await connected();
  const table = `read_parquet(${literal(file)})`;
  const described = await connection
    .runAndReadAll(`describe select * from ${table}`)
    .catch((error: unknown) => {
      close();
      throw unreadable(file, error);
    });
  const columns = described
    .getRowObjectsJson()
    .map((row) => ({ name: row.column_name as string, type: row.column_type as string }));
  const selected = columns.map(({ name, type }) => `coalesce(${asText(name, type)}, '')`).join(', ');
  async function* rows(): AsyncGenerator<readonly (readonly string[])[]> {
    try {
      const result = await connection.stream(`select ${selected} from ${table}`);
      for await (const batch of result.yieldRowsJs()) {
        signal?.throwIfAborted();
        yield batch as string[][];
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw unreadable(file, error);
    } finally {
      close();
    }
  }
  return { columns: columns.map(({ name }) => name), rows: rows() };
};
