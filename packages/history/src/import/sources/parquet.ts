import { readParquet } from '@caselog/log-formats';
import { keptColumns } from '../columns.ts';
import { withAbsence, type ReadRows } from './source.ts';

/** The rows of a Parquet file. */
export const readParquetRows: ReadRows = async ({ file, mapping: given, signal }, sink) => {
  const mapping = withAbsence(given);
  const table = await readParquet(file, { signal });
  const columns = keptColumns(mapping, table.columns);
  const kept = columns.map((name) => table.columns.indexOf(name));
  sink.columns(columns, mapping);
  let place = 0;
  for await (const rows of table.rows)
    for (const row of rows) {
      place += 1;
      sink.row(
        place,
        kept.map((index) => row[index]!),
      );
    }
};
