/**
 * Migrates a ledger file to another and dies on the way: `child.ts <from> <to> <appends>` kills itself right after so many appends were
 * begun, at a moment that the writing thread does not choose.
 */
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { migrate, type MigrationLedger } from '../../src/index.ts';

const [fromPath = '', toPath = '', appends = ''] = process.argv.slice(2);
const from = openSqliteStore({ path: fromPath, env: systemEnv, readOnly: true });
const store = openSqliteStore({ path: toPath, env: systemEnv });
let left = Number(appends);

const mortal: MigrationLedger = {
  ...store,
  appendMany: (wanted) => {
    left -= 1;
    const appending = store.appendMany(wanted);
    if (left <= 0) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
    return appending;
  },
};
await migrate({ from, to: mortal, env: systemEnv });
process.stdout.write('finished\n');
