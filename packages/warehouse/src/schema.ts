import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableSchema } from './column.ts';
import { tables } from './tables/index.ts';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const statements = ({ name, doc, columns }: TableSchema): readonly string[] => [
  `create table ${name} (${columns.map((column) => `${column.name} ${column.type}`).join(', ')})`,
  `comment on table ${name} is ${literal(doc)}`,
  ...columns.map((column) => `comment on column ${name}.${column.name} is ${literal(column.doc)}`),
];

const all = [
  ...tables.flatMap(statements),
  `create table caselog_warehouse (schema_version varchar, position bigint, last_event_id varchar, policy_version varchar, loaded_at timestamp)`,
];

/** Tells one shape of the tables from another. What the columns are computed from has a number of its own: raise it when that changes. */
export const schemaVersion = `1-${createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 12)}`;

/** Makes the tables. */
export const createTables = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run(all.join(';\n'));
};
