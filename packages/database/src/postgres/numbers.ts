import pg from 'pg';
import { UnsafeIntegerError } from '../errors.ts';

const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new UnsafeIntegerError(text);
  return value;
};

/** Values as SQLite gives them: `bigint` as a number, for sums and counts as well. */
export const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, safeInteger);
