import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openHomeLedger, readHomeEvidence } from '@caselog/installation';
import { createLog, openHome, type Home } from '@caselog/process';
import { latestCheckpoint } from '@caselog/tamper-evidence';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startDesk, type Desk } from '../src/index.ts';
import { readSettings } from '../src/settings.ts';

const aHome = (): Promise<Home> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return openHome(folder);
};

/** Starts an empty desk that keeps what it logs. */
const start = async (home: Home): Promise<Desk & { readonly lines: readonly string[] }> => {
  const lines: string[] = [];
  const desk = await startDesk({
    settings: readSettings(['--home', home.path, '--port', '0', '--empty'])!,
    env: systemEnv,
    log: createLog({ level: 'warn', write: (line) => lines.push(line) }),
    progress: { update: () => undefined, end: () => undefined },
    signal: new AbortController().signal,
  });
  return { ...desk, lines };
};

const signedOf = async (home: Home): Promise<number> => {
  const evidence = await readHomeEvidence(home);
  if (!evidence) return 0;
  return (await latestCheckpoint(evidence.store, evidence.verifierKeys))?.checkpoint.size ?? 0;
};

const headOf = async (home: Home): Promise<number> => {
  const store = openHomeLedger(home, systemEnv, { readOnly: true });
  const head = await store.head();
  await store.close();
  return head;
};

it('a desk has signed all that it holds when it is stopped', async () => {
  const home = await aHome();
  const desk = await start(home);
  await desk.close();
  expect(await headOf(home)).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await signedOf(home)).toBe(await headOf(home)));
});

it('a desk whose ledger is not the one that was signed signs nothing, says so once, and works on', async () => {
  const home = await aHome();
  await (await start(home)).close();
  const signed = await signedOf(home);
  for (const name of ['ledger.sqlite', 'read-models.sqlite']) rmSync(home.file(name));
  const desk = await start(home);
  const told = () => desk.lines.filter((line) => line.includes('nothing is signed'));
  await vi.waitFor(() => expect(told()).toHaveLength(1), { timeout: 20_000 });
  expect(told()[0]).toContain('are not those that were signed');
  expect((await fetch(`${desk.url}/health`)).ok).toBe(true);
  await desk.close();
  expect(told()).toHaveLength(1);
  expect(await signedOf(home)).toBe(signed);
});
