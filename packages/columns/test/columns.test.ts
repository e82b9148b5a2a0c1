import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { chart, fold, type TicketEvent } from '@caselog/ticket';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { chartTables, stateOf } from '../src/fold/index.ts';
import {
  ColumnsDamagedError,
  openColumns,
  refreshColumns,
  verifyColumns,
  type Columns,
} from '../src/index.ts';
import { foldedColumns, TicketFold } from '../src/kernel.ts';
import { aPlace, appendInTurns, stored, ticketId, type Place } from '../testing/index.ts';

const env = systemEnv;
const tables = chartTables(chart);
const histories = fc.array(aHistory(25), { minLength: 1, maxLength: 6 });
const aFewHistories = fc.sample(aHistory(20), { numRuns: 5, seed: 7 });

/** Every ticket's state, folded from columns, by its id. */
const statesIn = (columns: Columns): Record<string, unknown> => {
  const states: Record<string, unknown> = {};
  const ticket = new TicketFold(tables);
  for (const batch of columns.batches(foldedColumns)) {
    ticket.use(batch);
    for (let k = 0; k < batch.tickets; k += 1) {
      expect(ticket.open(batch.start[k]!)).toBe(true);
      for (let i = batch.start[k]! + 1; i < batch.start[k + 1]!; i += 1) expect(ticket.step(i)).toBe(true);
      states[columns.ticketId(batch.ticket[k]!)] = stateOf(ticket, tables, columns);
    }
  }
  return states;
};

const expectedStates = (all: readonly (readonly TicketEvent[])[]): Record<string, unknown> =>
  Object.fromEntries(all.map((history, n) => [ticketId(n), fold(history)]));

const refreshed = async <Result>(
  { store, folder }: Place,
  use: (columns: Columns) => Result,
  onRebuild?: (why: Error) => void,
): Promise<Result> => {
  const columns = await refreshColumns({ store, folder, env, onRebuild });
  try {
    return use(columns);
  } finally {
    columns.close();
  }
};

const segmentsOf = (folder: string): string[] =>
  readdirSync(folder).filter((file) => file.endsWith('.columns'));

describe('Columns', () => {
  it('fold to the states that evolve comes to, in however many goes they were built', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.nat(25), { maxLength: 4 }), async (all, stops) => {
        using place = aPlace();
        const bounds = [0, ...stops.toSorted((a, b) => a - b), 30];
        for (const [index, until] of bounds.slice(1).entries()) {
          await appendInTurns(place.store, all, bounds[index]!, until);
          await refreshed(place, () => undefined);
        }
        const states = await refreshed(place, statesIn);
        expect(states).toEqual(expectedStates(all));
        expect(await verifyColumns({ ...place, env })).toMatchObject({ ok: true, faults: [] });
      }),
      { numRuns: 30 },
    );
  });

  it('say when an event happened, when it was recorded, where it stands and who acted', async () => {
    using place = aPlace();
    const [history] = aFewHistories;
    const late = '2027-03-01T08:00:00.000Z';
    await place.store.append(`ticket-${ticketId(0)}`, [stored(history![0]!, late)], 'any');
    await refreshed(place, (columns) => {
      const [batch] = columns.ticketsOf([0], ['occurredMs', 'recordedMs', 'position', 'actor']);
      assert(batch);
      expect([...batch.occurredMs, ...batch.recordedMs, ...batch.position]).toEqual([
        Date.parse(history![0]!.at),
        Date.parse(late),
        1,
      ]);
      expect(columns.texts[batch.actor[0]!]).toBe('anna');
      expect(columns.ordinalOf(ticketId(0))).toBe(0);
      expect(columns.ordinalOf(ticketId(1))).toBeUndefined();
    });
  });

  it('hold nothing that people wrote', async () => {
    using place = aPlace();
    await appendInTurns(place.store, aFewHistories, 0, 30);
    await refreshed(place, () => undefined);
    const bytes = segmentsOf(place.folder).map((file) => readFileSync(join(place.folder, file)));
    for (const personal of [
      'cannot sign in',
      'a reply',
      'requester@example.org',
      'a note',
      'reset the token',
    ])
      expect(Buffer.concat(bytes).includes(personal)).toBe(false);
  });

  it('go on where they were when they are stopped', async () => {
    using place = aPlace();
    const many = fc.sample(aHistory(20), { numRuns: 900, seed: 9 });
    await appendInTurns(place.store, many, 0, 30);
    const stop = new AbortController();
    const stopped = refreshColumns({
      ...place,
      env,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    const before = openColumns(place.folder);
    before.close();
    expect(before.position).toBeGreaterThan(0);
    expect(before.position).toBeLessThan(await place.store.head());
    const read: number[] = [];
    const columns = await refreshColumns({ ...place, env, onProgress: ({ events }) => read.push(events) });
    try {
      // What was read before is not read again, but for the last block.
      expect(read[0]).toBeGreaterThan(before.position - 4_096);
      expect(statesIn(columns)).toEqual(expectedStates(many));
    } finally {
      columns.close();
    }
  });

  it('are whole after any kill', async () => {
    using place = aPlace();
    const path = join(place.folder, 'ledger.sqlite');
    const many = fc.sample(aHistory(20), { numRuns: 1_500, seed: 11 });
    const store = openSqliteStore({ path, env });
    await Promise.all(
      many.map((history, n) =>
        store.append(
          `ticket-${ticketId(n)}`,
          history.map((event) => stored(event)),
          'any',
        ),
      ),
    );
    const folder = join(place.folder, 'columns');
    for (const delayMs of [5, 40, 90, 160, 230]) {
      const child = fork(join(import.meta.dirname, 'kill/child.ts'), [path, folder]);
      await once(child, 'message');
      await env.sleep(delayMs);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const states = await refreshed({ ...place, folder, store }, statesIn);
    expect(states).toEqual(expectedStates(many));
    expect(await verifyColumns({ folder, store, env })).toMatchObject({ ok: true });
    await store.close();
  }, 60_000);

  it('take no notice of what a kill left behind', async () => {
    using place = aPlace();
    await appendInTurns(place.store, aFewHistories, 0, 10);
    await refreshed(place, () => undefined);
    writeFileSync(join(place.folder, '1-2-abcdef.columns.new'), 'half a segm');
    writeFileSync(join(place.folder, '1-2-abcdef.columns'), 'a segment no manifest names');
    writeFileSync(join(place.folder, 'manifest.json.new'), '{ "form');
    await appendInTurns(place.store, aFewHistories, 10, 30);
    expect(await refreshed(place, statesIn)).toEqual(expectedStates(aFewHistories));
    expect(segmentsOf(place.folder)).not.toContain('1-2-abcdef.columns');
  });

  it('name the file that is damaged, and are built anew', async () => {
    using place = aPlace();
    await appendInTurns(place.store, aFewHistories, 0, 30);
    await refreshed(place, () => undefined);
    const path = join(place.folder, segmentsOf(place.folder)[0]!);
    truncateSync(path, 100);
    expect(() => openColumns(place.folder)).toThrow(ColumnsDamagedError);
    expect(() => openColumns(place.folder)).toThrow(path);
    const why: Error[] = [];
    expect(await refreshed(place, statesIn, (error) => why.push(error))).toEqual(
      expectedStates(aFewHistories),
    );
    expect(why).toHaveLength(1);
    expect((await verifyColumns({ ...place, env })).ok).toBe(true);
  });

  it('notice a single bit that is not as it was written', async () => {
    using place = aPlace();
    await appendInTurns(place.store, aFewHistories, 0, 30);
    await refreshed(place, () => undefined);
    const path = join(place.folder, segmentsOf(place.folder)[0]!);
    const bytes = readFileSync(path);
    bytes[200]! ^= 1;
    writeFileSync(path, bytes);
    await refreshed(place, (columns) => expect(() => statesIn(columns)).toThrow(ColumnsDamagedError));
    const { ok, faults } = await verifyColumns({ ...place, env });
    expect(ok).toBe(false);
    expect(faults[0]!.problem).toContain(path);
  });

  it('are built anew when the ledger is another one', async () => {
    using place = aPlace();
    await appendInTurns(place.store, aFewHistories, 0, 30);
    await refreshed(place, () => undefined);
    using other = aPlace();
    await appendInTurns(other.store, aFewHistories.toReversed(), 0, 30);
    const why: Error[] = [];
    const states = await refreshed({ ...place, store: other.store }, statesIn, (error) => why.push(error));
    expect(states).toEqual(expectedStates(aFewHistories.toReversed()));
    expect(why[0]!.message).toContain('another ledger');
  });
});
