import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, glob, mkdir, mkdtemp, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../root.ts';
import { startDesk } from './desk.ts';

/** A home of one's own that holds the demonstration history. */
export interface UciHome extends AsyncDisposable {
  readonly path: string;
}

const cache = join(root, 'node_modules/.cache/caselog');
const staleMs = 3_600_000;

/** Everything that shapes the home: a cached one is used only while all of it is the same. */
const sources = [
  'packages/{env,event-store,event-store-sqlite,helpdesk,installation,policy,process,registers,sla}/src/**/*.ts',
  'packages/{database,projections,tamper-evidence,ticket,ticket-clock}/src/**/*.ts',
  'packages/history/src/import/*.ts',
  'packages/ticket/charts/*.json',
  'services/desk/src/*.ts',
  'test/data/uci-incidents/*',
  'pnpm-lock.yaml',
];

const hashOfSources = async (): Promise<string> => {
  const hash = createHash('sha256');
  const paths = (await Array.fromAsync(glob(sources, { cwd: root }))).toSorted();
  for (const path of paths) hash.update(`${path}\n`).update(await readFile(join(root, path)));
  return hash.digest('hex').slice(0, 16);
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Runs the work while no other process does; one that died with the lock in its hands loses it. */
const locked = async (path: string, work: () => Promise<void>): Promise<void> => {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
      if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
      await delay(200);
    }
  }
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
};

const dropStale = async (): Promise<void> => {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const changed = await stat(path).catch(() => undefined);
    if (name.startsWith('uci-home-') && changed && Date.now() - changed.mtimeMs > staleMs)
      await rm(path, { recursive: true, force: true });
  }
};

/** Lets a desk import the history into `home`, and waits until its read models have caught up. */
const build = async (home: string): Promise<void> => {
  const making = await mkdtemp(join(cache, 'making-'));
  try {
    const desk = await startDesk(making);
    const code = await desk.stop();
    if (code !== 0) throw new Error(`the desk ended with ${code}: ${desk.output()}`);
    await rename(making, home);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

/**
 * A private copy of a home in which a desk has imported the demonstration history: the ledger and its read models. Built once and kept for
 * as long as nothing changes that shapes it; goes when it is disposed of.
 */
export const uciHome = async (): Promise<UciHome> => {
  await mkdir(cache, { recursive: true });
  const kept = join(cache, `uci-home-${await hashOfSources()}`);
  if (!(await exists(kept)))
    await locked(join(cache, 'uci-home.lock'), async () => {
      if (await exists(kept)) return;
      await dropStale();
      await build(kept);
    });
  const path = await mkdtemp(join(tmpdir(), 'caselog-uci-home-'));
  await cp(kept, path, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};
