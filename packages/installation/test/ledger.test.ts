import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { createLog, openHome } from '@caselog/process';
import { leafHashOf } from '@caselog/tamper-evidence';
import { expect, it, onTestFinished } from 'vitest';
import { awaitHomeLedger, openHomeLedger } from '../src/index.ts';

const aHome = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return openHome(folder);
};
const metadata = {
  commandId: 'c-1',
  actor: 'a',
  occurredAt: '2026-03-02T09:00:00.000Z',
  recordedAt: '2026-03-02T09:00:00.000Z',
  schemaVersion: 1,
};
const event = {
  id: '018f0000-0000-7000-8000-000000000001',
  type: 'NoteAdded',
  data: { body: 'x' },
  metadata,
};

it.each([false, true])(
  'every event of a home’s ledger carries the hash by which it can be checked (written in a thread: %s)',
  async (writerThread) => {
    const store = openHomeLedger(await aHome(), systemEnv, { writerThread });
    onTestFinished(() => store.close());
    await store.append('ticket-1', [event], 'no-stream');
    const stored = (await Array.fromAsync(store.rawEvents())).flat();
    expect(stored).toHaveLength(1);
    for (const raw of stored) expect(raw.leafHash).toEqual(new Uint8Array(leafHashOf(raw)));
  },
);

it('a reader waits for the ledger that its writer has yet to make', async () => {
  const home = await aHome();
  const { signal } = new AbortController();
  const waiting = awaitHomeLedger(home, { env: systemEnv, log: createLog({ level: 'silent' }), signal });
  const writer = openHomeLedger(home, systemEnv);
  onTestFinished(() => writer.close());
  await writer.append('ticket-1', [event], 'no-stream');
  const reader = await waiting;
  onTestFinished(() => reader?.close());
  expect(await reader?.readStream('ticket-1')).toHaveLength(1);
});
