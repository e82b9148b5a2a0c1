import { createHash, hash } from 'node:crypto';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { openPolicyBook } from '@caselog/helpdesk';
import { withoutPersonalData } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { uciHome } from '../../../test/support/uci-home.ts';
import { askWarehouse, updateWarehouse, writeParquetFolder, type Value } from '../src/index.ts';

/** What stands in a row of events, as DuckDB is made to write it. */
const digestOf = (parquet: string): string => `
  select count(*), max(position), md5(string_agg(md5(concat_ws('|', position, stream, revision, event_id, type,
    strftime(occurred_at, '%Y-%m-%dT%H:%M:%S.%gZ'), strftime(recorded_at, '%Y-%m-%dT%H:%M:%S.%gZ'), actor, command_id, data)), '' order by position))
  from '${parquet}'`;

describe('the whole real history as Parquet', () => {
  it('is, event by event, what the ledger holds', async () => {
    await using home = await uciHome();
    const store = openSqliteStore({ path: join(home.path, 'ledger.sqlite'), env: systemEnv, readOnly: true });
    const ours = createHash('md5');
    let events = 0;
    for await (const batch of store.readAll({ batchSize: 2_000 }))
      for (const { position, stream, revision, id, type, metadata, data } of batch) {
        const told = JSON.stringify(withoutPersonalData(type, data));
        const fields = [
          position,
          stream,
          revision,
          id,
          type,
          metadata.occurredAt,
          metadata.recordedAt,
          metadata.actor,
          metadata.commandId,
          told,
        ];
        ours.update(hash('md5', fields.join('|'), 'hex'));
        events += 1;
      }
    const policies = await openPolicyBook({ store, env: systemEnv });
    const warehouse = join(home.path, 'warehouse.duckdb');
    const nowMs = Date.parse('2026-01-01T00:00:00Z');
    const position = await updateWarehouse(warehouse, { store, policies, policyVersion: 'none', nowMs });
    const folder = join(home.path, 'tables');
    const { tables } = await writeParquetFolder(warehouse, folder, { position, personalData: 'withheld' });
    await store.close();

    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const read = await connection.runAndReadAll(digestOf(join(folder, 'events.parquet')));
    expect(read.getRows()).toEqual([[BigInt(events), BigInt(position), ours.digest('hex')]]);
    connection.closeSync();

    const [sums] = await askWarehouse(warehouse, async (asker): Promise<readonly (readonly Value[])[]> => {
      const { rows } = await asker.ask(`
        select (select count(*) from tickets), (select count(*) from transitions where from_state is not null),
          (select sum(elapsed_ms) from tickets) = (select sum(lasts_ms) from clock_intervals)`);
      return (await Array.fromAsync(rows)).flat();
    });
    // What `caselog stats` and the import count: test/data/uci-incidents.
    expect(sums).toEqual([24_918, 72_560, true]);
    expect(tables.find(({ name }) => name === 'events')!.rows).toBe(events);
  }, 300_000);
});
