import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../test/support/postgres.ts';
import { compareWithFold } from '../src/index.ts';
import { readModelContract } from './support/contract.ts';
import { sqliteDatabase, testDatabase } from './support/databases.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './support/ledger.ts';

readModelContract({ name: 'SQLite', start: () => Promise.resolve(sqliteDatabase()), runs: 10 });

describe('with a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 300_000);
  afterAll(() => server.stop());

  readModelContract({
    name: 'PostgreSQL',
    start: async () => testDatabase({ url: await server.database() }),
    runs: 5,
  });

  it('are compared with a ledger that takes longer to read than a transaction may stand idle', async () => {
    const url = await server.database();
    await using database = testDatabase({ url, idleInTransactionMsMax: 400 });
    const [db, store] = [await database.open(), aLedger()];
    const ticketId = nextId();
    await append(store, ticketId, [opening(minute(0))]);
    for (let step = 1; step < 6; step += 1)
      await append(store, ticketId, [event('NoteAdded', minute(step), { body: 'looked at it' })]);
    await catchUp(db, store);
    const slow: EventStore = {
      ...store,
      head: () => store.head(),
      async *readAll() {
        for await (const batch of store.readAll({ batchSize: 1 })) {
          await systemEnv.sleep(200);
          yield batch;
        }
      },
    };
    expect(await compareWithFold(db, slow)).toEqual([]);
  });
});
