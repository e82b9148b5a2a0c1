import { CaseTable, fillTable } from '@caselog/boards';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import { readingLedger } from '../home.ts';
import { readPolicies } from '../policies.ts';
import { withProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** Works with the boards of a home's ledger, read whole. @throws UsageError when there is none */
export const withBoards = <Result>(
  home: string,
  terminal: Terminal,
  work: (table: CaseTable, store: SqliteStore) => Promise<Result>,
): Promise<Result> => {
  const { env, signal } = terminal;
  return readingLedger(home, env, async (store) => {
    const policies = await readPolicies(store, env);
    const table = new CaseTable();
    const total = await store.head();
    await withProgress(terminal, (progress) =>
      fillTable(table, {
        store,
        env,
        policies,
        signal,
        onUnreadable: (stream, error) =>
          terminal.err(`${stream} is left out: ${error instanceof Error ? error.message : String(error)}\n`),
        onProgress: (position) => progress.update('reading', position, total),
      }),
    );
    return work(table, store);
  });
};
