import { appendFile, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { openHome } from '@caselog/process';
import { QueryError, tables, type Asker } from '@caselog/warehouse';
import { answer, type AnswerForm } from './sql-answer.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface ShellOptions extends AnswerForm {
  readonly home: string;
}

const historyMax = 1_000;

const help = `.tables            the tables
.schema [table]    their columns, and what they say
.exit              leave; so does Ctrl-D
A query ends with a semicolon, on whichever line.`;

const tablesText = (): string => table(tables.map(({ name, doc }) => [name, doc]));

const schemaText = (name: string | undefined): string => {
  const chosen = tables.filter((one) => name === undefined || one.name === name);
  if (chosen.length === 0) return `there is no table ${JSON.stringify(name)}`;
  return chosen
    .map(
      (one) =>
        `${one.name}: ${one.doc}\n${table(one.columns.map((column) => ['', column.name, column.type, column.doc]))}`,
    )
    .join('\n\n');
};

/** What a line that begins with a dot asks for; undefined: to leave. */
const dotCommand = (line: string): string | undefined => {
  const [command, argument] = line.trim().replace(/;$/, '').split(/\s+/);
  if (command === '.tables') return tablesText();
  if (command === '.schema') return schemaText(argument);
  if (command === '.exit' || command === '.quit') return undefined;
  return help;
};

const earlier = async (file: string): Promise<string[]> => {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter(Boolean).slice(-historyMax).reverse();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

const tell = async (asker: Asker, sql: string, options: ShellOptions, terminal: Terminal): Promise<void> => {
  try {
    await answer(asker, sql, options, terminal);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    terminal.err(`${error.message}\n`);
  }
};

/** Asks one query after the other, from standard input. Queries are kept in the home for the next time. */
export const runShell = async (asker: Asker, options: ShellOptions, terminal: Terminal): Promise<void> => {
  const historyFile = (await openHome(options.home)).file('sql_history');
  const lines = createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? process.stdout : undefined,
    history: await earlier(historyFile),
    historySize: historyMax,
    signal: terminal.signal,
  });
  if (process.stdin.isTTY) terminal.err('.help says what can be asked\n');
  // Lines that come from a file or a pipe are asked for by nobody, and may end while an answer is told.
  const prompt = (text: string): void => {
    if (!process.stdin.isTTY) return;
    lines.setPrompt(text);
    lines.prompt();
  };
  let query = '';
  prompt('sql> ');
  for await (const line of lines) {
    if (query === '' && line.startsWith('.')) {
      const text = dotCommand(line);
      if (text === undefined) break;
      terminal.out(text);
    } else query += `${line}\n`;
    if (query.trimEnd().endsWith(';')) {
      const sql = query.trim();
      query = '';
      await appendFile(historyFile, `${sql.replaceAll(/\s+/g, ' ')}\n`, { mode: 0o600 });
      await tell(asker, sql, options, terminal);
    }
    prompt(query.trim() === '' ? 'sql> ' : ' ...> ');
  }
  lines.close();
  if (query.trim() !== '') await tell(asker, query, options, terminal);
};
