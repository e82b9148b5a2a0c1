import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ColumnsDamagedError, columnsFolder, refreshColumns, type Columns } from '@caselog/columns';
import type { EventStore } from '@caselog/event-store';
import type { Terminal } from './terminal.ts';
import { withProgress } from './progress.ts';

interface Place extends Disposable {
  readonly folder: string;
}

/** Beside the ledger; where nobody may write there, as in a copy handed to an analyst, in a folder that goes afterwards. */
const placeFor = (home: string): Place => {
  try {
    accessSync(resolve(home), constants.W_OK);
    return { folder: join(resolve(home), columnsFolder), [Symbol.dispose]: () => undefined };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const folder = mkdtempSync(join(tmpdir(), 'caselog-columns-'));
    return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  }
};

const refreshed = async (
  store: EventStore,
  folder: string,
  terminal: Terminal,
  anew: boolean,
): Promise<Columns> => {
  const total = await store.head();
  return withProgress(terminal, (progress) =>
    refreshColumns({
      store,
      folder,
      env: terminal.env,
      anew,
      signal: terminal.signal,
      onRebuild: ({ message }) => terminal.err(`${message}; they are built anew\n`),
      onProgress: ({ position }) => progress.update('reading', position, total),
    }),
  );
};

/** Works with the columns of a home, brought up to its ledger's last event. Files found damaged are named and built anew. */
export const withColumns = async <Result>(
  home: string,
  store: EventStore,
  terminal: Terminal,
  work: (columns: Columns) => Promise<Result>,
): Promise<Result> => {
  using place = placeFor(home);
  for (let anew = false; ; anew = true) {
    const columns = await refreshed(store, place.folder, terminal, anew);
    try {
      return await work(columns);
    } catch (error) {
      if (!(error instanceof ColumnsDamagedError) || anew) throw error;
      terminal.err(`${error.message}; they are built anew\n`);
    } finally {
      columns.close();
    }
  }
};
