import type { OcelType } from './model.ts';

const sqlTypes: Readonly<Record<OcelType, string>> = {
  string: 'TEXT',
  time: 'TIMESTAMP',
  integer: 'INTEGER',
  float: 'REAL',
  boolean: 'BOOLEAN',
};

/** The column type of an attribute. Source: OCEL 2.0, relational implementation. */
export const sqlTypeOfOcel = (type: OcelType): string => sqlTypes[type];

/** The attribute type of a column; what is none of the standard's is text. Pure. */
export const ocelTypeOfSql = (sqlType: string): OcelType =>
  (Object.keys(sqlTypes) as OcelType[]).find((type) => sqlTypes[type] === sqlType.toUpperCase()) ?? 'string';

/** A name as SQL takes it, whatever it holds. Pure. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
