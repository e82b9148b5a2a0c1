import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutPersonalData } from '@caselog/ticket';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { livelyLedger, type LivelyLedger } from '../../../test/support/lively-ledger.ts';
import { documentTables } from '../src/document.ts';
import {
  askWarehouse,
  QueryError,
  tables,
  updateWarehouse,
  withPersonalWarehouse,
  writeParquetFolder,
  type Value,
  type WarehouseOptions,
} from '../src/index.ts';

let folder: string;
let ledger: LivelyLedger;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caselog-warehouse-test-'));
  ledger = await livelyLedger();
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (): string => join(folder, 'warehouse.duckdb');
const now = Date.parse('2026-03-31T00:00:00Z');
const options = (changes: Partial<WarehouseOptions> = {}): WarehouseOptions => ({
  ...ledger,
  policyVersion: 'reference@1',
  nowMs: now,
  ...changes,
});
const update = (changes?: Partial<WarehouseOptions>): Promise<number> =>
  updateWarehouse(path(), options(changes));

const ask = (sql: string, file = path()): Promise<readonly (readonly Value[])[]> =>
  askWarehouse(file, async (asker) => (await Array.fromAsync((await asker.ask(sql)).rows)).flat());
const everything = async (file = path()): Promise<object> =>
  Object.fromEntries(
    await Promise.all(
      tables.map(async ({ name }) => [name, await ask(`select * from ${name} order by all`, file)] as const),
    ),
  );

describe('the tables of a ledger', () => {
  it('hold every event as it stands, with where it left its ticket', async () => {
    await update();
    const stored = (await Array.fromAsync(ledger.store.readAll())).flat();
    const rows = await ask(
      'select position, event_id, type, occurred_at, data from events order by position',
    );
    expect(rows).toHaveLength(stored.length);
    for (const [index, { position, id, type, metadata, data }] of stored.entries())
      expect(rows[index]).toEqual([
        position,
        id,
        type,
        metadata.occurredAt.replace('.000Z', 'Z'),
        JSON.stringify(withoutPersonalData(type, data)),
      ]);
    const of = await ask(
      `select type, state from events where ticket_id = '${ledger.ticketIds[1]}' order by revision`,
    );
    expect(of).toEqual([
      ['TicketOpened', 'opened'],
      ['TicketAssigned', 'opened'],
      ['TicketLinked', 'opened'],
    ]);
  });

  it('account for every millisecond, in agreement with each other', async () => {
    await update();
    const [sums] = await ask(`
      select
        (select sum(elapsed_ms) from tickets) = (select sum(lasts_ms) from clock_intervals),
        (select sum(desk_ms) from tickets) = (select sum(lasts_ms) from clock_intervals where owner = 'desk'),
        (select sum(desk_ms + requester_ms + third_party_ms + closed_hours_ms + nobody_ms - elapsed_ms) from tickets),
        (select sum(desk_ms) from episodes) = (select sum(desk_ms) from tickets),
        (select count(*) from episodes) = (select sum(episodes) from tickets),
        (select count(*) from transitions where from_state is null) = (select count(*) from tickets)`);
    expect(sums).toEqual([true, true, 0, true, true, true]);
  });

  it('tell of surveys who resolved the ticket and what was answered last', async () => {
    await update();
    expect(
      await ask('select episode, assignee, team, ended, score, comment from surveys where score is not null'),
    ).toEqual([[1, 'agent 1', 'experts', 'answered', 3, '[withheld]']]);
  });

  it('are documented in docs/sql.md: run packages/warehouse/scripts/write-docs.ts when this fails', () => {
    const document = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
    expect(document).toBe(documentTables(document));
  });
});

describe('the questions of docs/sql.md', () => {
  const document = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
  const [, block] = /```sql\n([\s\S]*?)```/.exec(document)!;
  const questions = block!.split(';').filter((one) => one.trim() !== '');

  it('have answers', async () => {
    await update();
    expect(questions).toHaveLength(4);
    for (const question of questions) await expect(ask(question)).resolves.toBeInstanceOf(Array);
    const [, priority, , because] = await Promise.all(questions.map((question) => ask(question)));
    expect(priority!.map(([name]) => name)).toContain('P3');
    expect(because).toEqual([['supplied', 1]]);
  });
});

describe('tables that are brought up to date', () => {
  it('are those that are made anew, whatever has happened since', async () => {
    await update();
    await ledger.give(1, 21, { type: 'TriageTicket', data: {} });
    await ledger.give(0, 22, { type: 'ResolveTicket', data: { outcome: { kind: 'no-reply' } } });
    const later = { nowMs: now + 86_400_000 };
    await update(later);
    const grown = await everything();
    rmSync(path());
    await update(later);
    expect(grown).toEqual(await everything());
  });

  it('are told as they are while nothing has happened, and of open tickets anew when time has passed', async () => {
    await update();
    const before = readFileSync(path());
    await update();
    expect(readFileSync(path()).equals(before)).toBe(true);
    const elapsed = `select sum(elapsed_ms) from tickets`;
    const [[first]] = (await ask(elapsed)) as [[number]];
    await update({ nowMs: now + 3_600_000 });
    const [[second]] = (await ask(elapsed)) as [[number]];
    expect(second - first).toBe(2 * 3_600_000);
  });

  it.each([
    ['under another policy', () => undefined, 'reference@2'],
    ['damaged', () => writeFileSync(path(), 'no database'), 'reference@1'],
  ])('are made anew when what is there is %s', async (_, change, policyVersion) => {
    await update();
    change();
    await update({ policyVersion });
    expect(await ask('select count(*) from events')).toEqual([[await ledger.store.head()]]);
    expect(readdirSync(folder)).toEqual(['warehouse.duckdb']);
  });

  it('are made anew for another ledger', async () => {
    await ledger.give(0, 21, { type: 'AddNote', data: { body: 'one' } });
    await update();
    ledger = await livelyLedger();
    await ledger.give(1, 21, { type: 'AddNote', data: { body: 'one' } });
    await update();
    const last = 'select ticket_id from events order by position desc limit 1';
    expect(await ask(last)).toEqual([[ledger.ticketIds[1]]]);
  });

  it('keep what was there when loading is stopped', async () => {
    await update();
    await ledger.give(1, 21, { type: 'TriageTicket', data: {} });
    const signal = AbortSignal.abort(new Error('stopped by a test'));
    await expect(update({ signal })).rejects.toThrow('stopped by a test');
    expect(readdirSync(folder)).toEqual(['warehouse.duckdb']);
    expect(await ask('select count(*) from events')).toEqual([[(await ledger.store.head()) - 1]]);
  });
});

describe('a query', () => {
  let asked: string;
  let kept: string;
  beforeAll(async () => {
    kept = mkdtempSync(join(tmpdir(), 'caselog-warehouse-test-'));
    asked = join(kept, 'warehouse.duckdb');
    await updateWarehouse(asked, { ...(await livelyLedger()), policyVersion: 'x', nowMs: now });
  });
  afterAll(() => rmSync(kept, { recursive: true }));

  it.each([
    ['changes events', `delete from events`],
    ['drops a table', `select 1; drop table tickets`],
    ['writes a file', `copy events to 'stolen.csv'`],
    ['reads a file', `select * from read_csv('/etc/passwd')`],
    ['lists files', `select * from glob('/*')`],
    ['opens another database', `attach 'other.db'`],
    ['fetches an extension', `install httpfs`],
    ['loads an extension', `load sqlite`],
    ['opens what is closed', `set enable_external_access = true`],
    ['is none', ` `],
    ['is wrong', `selekt 1`],
    ['asks for what is not there', `select nothing from events`],
  ])('is refused in one line when it %s', async (_, sql) => {
    const error = await ask(sql, asked).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueryError);
    expect((error as Error).message).not.toContain('\n');
  });

  it('is answered in plain values: instants as ISO 8601, whole numbers as numbers', async () => {
    expect(
      await ask(
        `select 1::bigint, 9007199254740993, timestamp '2020-01-02 03:04:05', null, true, 1.5::double, [1, 2], interval 1 day`,
        asked,
      ),
    ).toEqual([[1, '9007199254740993', '2020-01-02T03:04:05Z', null, true, 1.5, '[1, 2]', '1 day']]);
  });
});

describe('what people wrote', () => {
  it('stands in no table and no file unless it is asked for, and then in none that stays', async () => {
    await update();
    expect(readFileSync(path(), 'latin1')).not.toContain('Neill');
    expect(await ask('select distinct subject from tickets')).toEqual([['[withheld]']]);
    const told = await withPersonalWarehouse(options(), async (file) => {
      const [[subject]] = (await ask('select subject from tickets limit 1', file)) as [[string]];
      return { file, subject };
    });
    expect(told.subject).toContain('Neill');
    expect(() => readFileSync(told.file)).toThrow('ENOENT');
  });
});

describe('a folder of Parquet files', () => {
  it('holds every table as it is, and says what it holds', async () => {
    const position = await update();
    const out = join(folder, 'tables');
    const manifest = await writeParquetFolder(path(), out, { position, personalData: 'withheld' });
    expect(manifest.tables.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(path(), { access_mode: 'READ_ONLY' })).connect();
    for (const { name, file, rows } of manifest.tables) {
      const parquet = `'${join(out, file)}'`;
      const differing = await connection.runAndReadAll(
        `select count(*) from (from ${name} except all from ${parquet} union all (from ${parquet} except all from ${name}))`,
      );
      expect([name, differing.getRows()]).toEqual([name, [[0n]]]);
      const counted = await connection.runAndReadAll(`select count(*) from ${parquet}`);
      expect(counted.getRows()).toEqual([[BigInt(rows)]]);
    }
    connection.closeSync();
  });

  it('is not written over what is there', async () => {
    const position = await update();
    const out = join(folder, 'tables');
    const about = { position, personalData: 'withheld' } as const;
    await writeParquetFolder(path(), out, about);
    await expect(writeParquetFolder(path(), out, about)).rejects.toThrow('there is something already');
    expect(readdirSync(folder).toSorted()).toEqual(['tables', 'warehouse.duckdb']);
  });
});
