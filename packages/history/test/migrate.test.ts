import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemEnv } from '@caselog/env';
import { createMemoryStore, OutcomeUnknownError, type EventStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestOf, migrate, type Migration, type MigrationLedger } from '../src/index.ts';
import { anyScript, memoryLedger, play, round } from './migrate/ledgers.ts';
import { env } from './support/desk.ts';

const emptyLedger = (): EventStore => createMemoryStore({ env });
const run = (from: MigrationLedger, to: MigrationLedger): Promise<Migration> => migrate({ from, to, env });
const allOf = async (store: EventStore) => (await Array.fromAsync(store.readAll())).flat();

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-migrate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};
const openFile = (path: string) => {
  const store = openSqliteStore({ path, env: systemEnv });
  onTestFinished(() => store.close());
  return store;
};

/** A store that appends to one stream at a time, as clusters do. */
const oneStreamAtATime = (store: EventStore): EventStore => ({
  ...store,
  capabilities: { ...store.capabilities, multiStreamAppend: false },
  appendMany: () => Promise.reject(new Error('it cannot')),
});

describe('a migration', () => {
  it('carries every event with its id, times, revision and texts, in the same global order', async () => {
    const check = async (script: Awaited<Parameters<typeof memoryLedger>[0]>): Promise<void> => {
      const from = await memoryLedger(script);
      for (const to of [emptyLedger(), oneStreamAtATime(emptyLedger())]) {
        const { events, added, digest } = await run(from, to);
        expect({ events, added }).toEqual({ events: script.length, added: script.length });
        expect(await allOf(to)).toEqual(await allOf(from));
        expect((await digestOf(to)).hex()).toBe(digest);
      }
    };
    await fc.assert(fc.asyncProperty(anyScript, check), { numRuns: 60 });
  });

  it('goes from a file to a file, the stored bytes the same', async () => {
    const folder = aFolder();
    const [from, to] = [openFile(join(folder, 'from.sqlite')), openFile(join(folder, 'to.sqlite'))];
    await play(from, round(1_500, 40));
    expect(await run(from, to)).toMatchObject({ events: 1_500, added: 1_500 });
    const rawOf = async (store: typeof from) => (await Array.fromAsync(store.rawEvents())).flat();
    expect(await rawOf(to)).toEqual(await rawOf(from));
  });

  it('adds nothing when it is run again, and only what is new later', async () => {
    const from = await memoryLedger(round(30, 4));
    const to = emptyLedger();
    await run(from, to);
    expect(await run(from, to)).toMatchObject({ events: 30, added: 0 });
    await play(from, round(7, 3), 30);
    expect(await run(from, to)).toMatchObject({ events: 37, added: 7 });
    expect(await allOf(to)).toEqual(await allOf(from));
  });

  it('is finished by running it again, however often its process was killed', async () => {
    const folder = aFolder();
    const [fromPath, toPath] = [join(folder, 'from.sqlite'), join(folder, 'to.sqlite')];
    const from = openFile(fromPath);
    await play(from, round(3_000, 50));
    const lives: number[] = [];
    for (const appends of [1, 17, 25]) {
      const child = spawn(
        process.execPath,
        [resolve(import.meta.dirname, 'migrate/child.ts'), fromPath, toPath, String(appends)],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      const to = openSqliteStore({ path: toPath, env: systemEnv, readOnly: true });
      lives.push(await to.head());
      await to.close();
    }
    // Each life went on where the one before had ended, and none came to the end.
    expect(lives).toEqual(lives.toSorted((a, b) => a - b));
    expect(lives.at(-1)).toBeGreaterThan(0);
    expect(lives.at(-1)).toBeLessThan(3_000);
    const to = openFile(toPath);
    expect(await run(from, to)).toMatchObject({ events: 3_000, added: 3_000 - lives.at(-1)! });
    expect((await digestOf(to)).hex()).toBe((await digestOf(from)).hex());
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const from = await memoryLedger(round(2_000, 9));
    const stop = new AbortController();
    const phases = new Set<string>();
    const to = emptyLedger();
    const stopped = migrate({
      from,
      to,
      env,
      signal: stop.signal,
      onProgress: ({ phase, position, head }) => {
        phases.add(phase);
        if (phase === 'copying' && position > head / 2) stop.abort(new Error('stopped by the test'));
      },
    });
    await expect(stopped).rejects.toThrow('stopped by the test');
    expect(await to.head()).toBeLessThan(2_000);
    await migrate({ from, to, env, onProgress: ({ phase }) => phases.add(phase) });
    expect([...phases].toSorted()).toEqual(['comparing', 'copying', 'verifying']);
  });
});

describe('a migration whose append has an unknown outcome', () => {
  /** Says of every third append that its outcome is unknown; it happened or not. */
  const doubtful = (store: EventStore, happens: boolean): EventStore => {
    let calls = 0;
    return {
      ...store,
      appendMany: async (appends) => {
        calls += 1;
        const isDoubtful = calls % 3 === 1;
        if (!isDoubtful || happens) {
          const results = await store.appendMany(appends);
          if (!isDoubtful) return results;
        }
        throw new OutcomeUnknownError(appends[0]!.stream);
      },
    };
  };

  it.each([true, false])('reads whether it happened (%s) before it does anything else', async (happens) => {
    const from = await memoryLedger(round(1_200, 7));
    const to = emptyLedger();
    const hurried = { ...env, sleep: () => Promise.resolve() };
    expect(await migrate({ from, to: doubtful(to, happens), env: hurried })).toMatchObject({ events: 1_200 });
    expect(await allOf(to)).toEqual(await allOf(from));
  });

  it('gives up when it never becomes known', async () => {
    const from = await memoryLedger(round(3, 1));
    const hurried = { ...env, sleep: () => Promise.resolve() };
    const to: EventStore = {
      ...emptyLedger(),
      appendMany: () => Promise.reject(new OutcomeUnknownError('ticket-0')),
    };
    await expect(migrate({ from, to, env: hurried })).rejects.toThrow(OutcomeUnknownError);
  });
});

describe('a migration is refused', () => {
  it('before anything is written, where the target is another ledger', async () => {
    const from = await memoryLedger(round(10, 2));
    const to = await memoryLedger([...round(4, 2), { stream: 1, data: { index: 99 } }]);
    await expect(run(from, to)).rejects.toThrow(
      'the target does not hold a beginning of the source: revision 2 of ticket-0 (position 5) differs in stream',
    );
    expect(await to.head()).toBe(5);
  });

  it('where the target holds more', async () => {
    const [from, to] = [await memoryLedger(round(4, 2)), await memoryLedger(round(5, 2))];
    await expect(run(from, to)).rejects.toThrow(
      'the target holds more than the source: revision 2 of ticket-0 (position 5) is not in it',
    );
  });

  it('when somebody else writes to the target meanwhile', async () => {
    const from = await memoryLedger(round(1_000, 2));
    const store = emptyLedger();
    let isFirst = true;
    const to: EventStore = {
      ...store,
      appendMany: async (appends) => {
        if (isFirst) await play(store, round(1, 1), 5_000);
        isFirst = false;
        return store.appendMany(appends);
      },
    };
    await expect(run(from, to)).rejects.toThrow(
      'somebody else writes to the target: ticket-0 is at revision 0, not -1',
    );
  });

  it('at an event whose text another store would write otherwise, which is named', async () => {
    const from: MigrationLedger = {
      ...(await memoryLedger(round(1, 1))),
      async *rawEvents() {
        await Promise.resolve();
        yield [
          {
            position: 1,
            stream: 'ticket-0',
            revision: 0,
            type: 'NoteAdded',
            id: '018f0000-0000-7000-8000-000000000001',
            recordedAt: '2026-01-01T00:00:00.000Z',
            dataBytes: Buffer.from('{ "spaced": true }'),
            metadataBytes: Buffer.from('{}'),
          },
        ];
      },
    };
    await expect(run(from, emptyLedger())).rejects.toThrow(
      'revision 0 of ticket-0 (position 1) cannot be carried over: its data are JSON that a store would write otherwise',
    );
  });
});
