import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundles } from './places.ts';
import { hashOfSources } from './sources.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('bundle-main.ts', import.meta.url));
const kept = 20;

/** The web app could not be built. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  constructor(output: string, options: ErrorOptions) {
    super(`the web app could not be built: ${output.trim()}`, options);
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const build = async (outDir: string): Promise<void> => {
  try {
    await run(process.execPath, [main, outDir], { env: { ...process.env, NODE_ENV: 'production' } });
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new BundleError(output, { cause });
  }
};

/** Old bundles go once there are newer ones; a server that still serves one holds its page and asks again for nothing. */
const dropOld = async (): Promise<void> => {
  const names = (await readdir(bundles)).filter((name) => !name.startsWith('making-'));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, usedAtMs: (await stat(join(bundles, name))).mtimeMs })),
  );
  const old = aged.toSorted((a, b) => b.usedAtMs - a.usedAtMs).slice(kept);
  await Promise.all(old.map(({ name }) => rm(join(bundles, name), { recursive: true, force: true })));
};

/**
 * The folder with the bundle of the sources as they are: built now, in some seconds, where there is none. Processes that build the
 * same at once do no harm: the first one's stays. @throws BundleError
 */
export const currentBundle = async (): Promise<string> => {
  const path = join(bundles, await hashOfSources());
  if (await exists(path)) return path;
  await mkdir(bundles, { recursive: true });
  const making = await mkdtemp(join(bundles, 'making-'));
  try {
    await build(making);
    await rename(making, path);
    await dropOld();
  } catch (error) {
    if (!(await exists(path))) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return path;
};
