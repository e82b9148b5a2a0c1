import { afterAll, beforeAll, describe } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../test/support/postgres.ts';
import { readModelContract } from './support/contract.ts';
import { sqliteDatabase, testDatabase } from './support/databases.ts';

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
});
