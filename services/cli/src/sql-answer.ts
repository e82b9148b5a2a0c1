import { csvLine } from '@caselog/log-formats';
import type { Answer, Asker, Value } from '@caselog/warehouse';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The form of an answer; a table where neither is asked for. */
export interface AnswerForm {
  readonly csv: boolean;
  readonly json: boolean;
}

/** More rows are no table that anybody reads. */
const shownMax = 1_000;

const shown = (value: Value): string | number => (typeof value === 'number' ? value : String(value ?? ''));

/** A row of a table is one line, whatever stands in it. */
const oneLine = (cell: string | number): string | number =>
  typeof cell === 'string' ? cell.replaceAll(/\s+/g, ' ') : cell;

const showTable = async ({ columns, rows }: Answer, terminal: Terminal): Promise<void> => {
  const lines: Value[][] = [];
  let count = 0;
  for await (const batch of rows) {
    count += batch.length;
    for (const row of batch.slice(0, shownMax - lines.length)) lines.push([...row]);
  }
  terminal.out(table([[...columns], ...lines.map((row) => row.map((value) => oneLine(shown(value))))]));
  const more = count > lines.length ? `, of which ${lines.length} are shown: --csv and --json give all` : '';
  terminal.err(`${count} ${count === 1 ? 'row' : 'rows'}${more}\n`);
};

const writeCsv = async ({ columns, rows }: Answer, terminal: Terminal): Promise<void> => {
  terminal.out(csvLine(columns).trimEnd());
  for await (const batch of rows)
    terminal.out(
      batch
        .map((row) => csvLine(row.map((value) => String(value ?? ''))))
        .join('')
        .trimEnd(),
    );
};

const writeJson = async ({ columns, rows }: Answer, terminal: Terminal): Promise<void> => {
  const objects: unknown[] = [];
  for await (const batch of rows)
    for (const row of batch)
      objects.push(Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
  terminal.out(JSON.stringify(objects, undefined, 2));
};

/** Asks, and tells the answer in the form that was asked for. @throws QueryError */
export const answer = async (
  asker: Asker,
  sql: string,
  form: AnswerForm,
  terminal: Terminal,
): Promise<void> => {
  const found = await asker.ask(sql, terminal.signal);
  if (form.csv) await writeCsv(found, terminal);
  else if (form.json) await writeJson(found, terminal);
  else await showTable(found, terminal);
};
