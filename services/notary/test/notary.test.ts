import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemEnv } from '@caselog/env';
import type { NewEvent } from '@caselog/event-store';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import { openHomeLedger, readHomeEvidence } from '@caselog/installation';
import { createLog, openHome, type Home } from '@caselog/process';
import { latestCheckpoint, openCheckpoint, createVerifier, verifyLedger } from '@caselog/tamper-evidence';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runNotary, type NotaryOptions } from '../src/index.ts';

const at = '2026-03-02T09:00:00.000Z';
const eventOf = (number: number): NewEvent => ({
  id: `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`,
  type: 'NoteAdded',
  data: { number },
  metadata: { commandId: `c-${number}`, actor: 'agent-1', occurredAt: at, recordedAt: at, schemaVersion: 1 },
});

interface Desk {
  readonly home: Home;
  readonly store: SqliteStore;
  append(events: number): Promise<void>;
}

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-notary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const aDesk = async (events = 0, folder = aFolder()): Promise<Desk> => {
  const home = await openHome(folder);
  const store = openHomeLedger(home, systemEnv);
  onTestFinished(() => store.close());
  let last = 0;
  const desk: Desk = {
    home,
    store,
    append: async (count) => {
      for (let left = count; left > 0; left -= 1)
        await store.append('ticket-1', [eventOf((last += 1))], 'any');
    },
  };
  await desk.append(events);
  return desk;
};

/** Starts a notary that stops when the test is over. */
const start = ({ home, store }: Desk, more: Partial<NotaryOptions> = {}) => {
  const stop = new AbortController();
  const log = createLog({ level: 'silent' });
  const running = runNotary({ home, store, env: systemEnv, log, signal: stop.signal, everyMs: 50, ...more });
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { running, end };
};

/** How many events of the home are signed. */
const signedOf = async (home: Home): Promise<number> => {
  const evidence = await readHomeEvidence(home);
  if (!evidence) return 0;
  return (await latestCheckpoint(evidence.store, evidence.verifierKeys))?.checkpoint.size ?? 0;
};
const expectSigned = (home: Home, size: number): Promise<void> =>
  vi.waitFor(async () => expect(await signedOf(home)).toBe(size), { timeout: 20_000 });

const main = resolve(import.meta.dirname, '../src/main.ts');
const spawnNotary = (home: Home, ...words: readonly string[]) => {
  const child = spawn(process.execPath, [main, '--home', home.path, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]);
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: ended.then(([, stderr]) => ({ code: child.exitCode, stderr })),
  };
};

it('signs what is there, what comes, and at its end what came last', async () => {
  const desk = await aDesk(3);
  const { end } = start(desk);
  await expectSigned(desk.home, 3);
  await desk.append(2);
  await expectSigned(desk.home, 5);
  await desk.append(1);
  await end();
  expect(await signedOf(desk.home)).toBe(6);
  const { store, verifierKeys } = (await readHomeEvidence(desk.home))!;
  const checkpoints = await store.checkpoints();
  const report = await verifyLedger({ rawEvents: desk.store.rawEvents(), checkpoints, verifierKeys });
  expect(report).toMatchObject({ ok: true, signed: 6, checkpointsHolding: checkpoints.length });
});

it('signs a long history piece by piece, so that its beginning can be proved soon and the end is never far', async () => {
  const desk = await aDesk();
  const events = Array.from({ length: 21_500 }, (_, index) => eventOf(index + 1));
  for (let from = 0; from < events.length; from += 500)
    await desk.store.append('ticket-1', events.slice(from, from + 500), 'any');
  const { end } = start(desk);
  await expectSigned(desk.home, 21_500);
  await end();
  const { store, verifierKeys } = (await readHomeEvidence(desk.home))!;
  const verifiers = verifierKeys.map(createVerifier);
  const sizes = (await store.checkpoints()).map((note) => openCheckpoint(note, verifiers).size);
  expect(sizes).toEqual([10_000, 20_000, 21_500]);
});

it('leaves a long history to the next start when it is stopped at once', async () => {
  const desk = await aDesk();
  const events = Array.from({ length: 10_500 }, (_, index) => eventOf(index + 1));
  await desk.store.append('ticket-1', events, 'any');
  await start(desk).end();
  expect(await signedOf(desk.home)).toBe(0);
});

it('goes on where it ended', async () => {
  const desk = await aDesk(3);
  const first = start(desk);
  await expectSigned(desk.home, 3);
  await first.end();
  await desk.append(2);
  const second = start(desk);
  await expectSigned(desk.home, 5);
  await second.end();
});

it('signs under the name that was chosen first', async () => {
  const desk = await aDesk(1);
  await start(desk, { origin: 'example.com/desk' }).end();
  await desk.append(1);
  const { end } = start(desk);
  await expectSigned(desk.home, 2);
  await end();
  const { store, verifierKeys } = (await readHomeEvidence(desk.home))!;
  expect((await latestCheckpoint(store, verifierKeys))?.checkpoint).toMatchObject({
    origin: 'example.com/desk',
    size: 2,
  });
  await expect(start(desk, { origin: 'example.com/other' }).running).rejects.toThrow(
    'its key is named example.com/desk, not example.com/other',
  );
});

it('leaves the signing to one, and takes over when that one ends', async () => {
  const desk = await aDesk(1);
  const first = start(desk);
  await expectSigned(desk.home, 1);
  const second = start(desk);
  await first.end();
  await desk.append(1);
  await expectSigned(desk.home, 2);
  await second.end();
});

it('copies each checkpoint to where it is told to', async () => {
  const desk = await aDesk(2);
  const copiesTo = aFolder();
  await start(desk, { copiesTo }).end();
  expect(readdirSync(copiesTo)).toEqual(['000000000002.checkpoint']);
  const verifier = createVerifier((await readHomeEvidence(desk.home))!.verifierKeys[0]!);
  const note = readFileSync(join(copiesTo, '000000000002.checkpoint'), 'utf8');
  expect(openCheckpoint(note, [verifier]).size).toBe(2);
});

it('in a process of its own may be killed at any moment, and signs to the end when it is asked to stop', async () => {
  const desk = await aDesk(5);
  const first = spawnNotary(desk.home, '--every-seconds', '1');
  await expectSigned(desk.home, 5);
  first.kill('SIGKILL');
  await first.ended;
  await desk.append(3);
  const second = spawnNotary(desk.home, '--every-events', '2');
  await expectSigned(desk.home, 8);
  await desk.append(1);
  second.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });
  expect(await signedOf(desk.home)).toBe(9);
});

it('stops with one line at a ledger that is smaller than what was signed', async () => {
  const backup = join(aFolder(), 'ledger.sqlite');
  const desk = await aDesk(3);
  await desk.store.backup(backup);
  await desk.append(2);
  await start(desk, { origin: 'example.com/desk' }).end();
  await desk.store.close();
  copyFileSync(backup, desk.home.file('ledger.sqlite'));
  expect(await spawnNotary(desk.home, '--log-level', 'warn').ended).toEqual({
    code: 1,
    stderr:
      'notary: the ledger has 3 events, but 5 were signed for example.com/desk. Nothing was signed. If a backup was restored, begin a new origin that links to this one; if not, verify the ledger\n',
  });
});

it('stops with one line at a ledger that is another one', async () => {
  const desk = await aDesk(3);
  await start(desk, { origin: 'example.com/desk' }).end();
  await desk.store.close();
  rmSync(desk.home.file('ledger.sqlite'));
  const other = await aDesk(0, desk.home.path);
  for (const number of [7, 8, 9, 10]) await other.store.append('ticket-2', [eventOf(number)], 'any');
  await other.store.close();
  const { code, stderr } = await spawnNotary(desk.home, '--log-level', 'warn').ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^notary: the ledger's first 3 events are not those that were signed for example\.com\/desk\..*\n$/,
  );
});

it('refuses a setting that is none', async () => {
  const { home } = await aDesk();
  expect(await spawnNotary(home, '--every-events', 'many').ended).toEqual({
    code: 1,
    stderr: 'notary: --every-events must be a whole number from 1, not many\n',
  });
});
