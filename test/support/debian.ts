import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Test helpers that come from the distribution are missing and could not be installed. */
class DebianPackagesError extends Error {
  override readonly name = 'DebianPackagesError';
  constructor(packages: readonly string[], why: string, options?: ErrorOptions) {
    super(`this test needs Debian packages: apt-get install ${packages.join(' ')} (${why})`, options);
  }
}

const isInstalled = async (name: string): Promise<boolean> => {
  try {
    const { stdout } = await run('dpkg-query', ['--show', '--showformat', '${db:Status-Status}', name]);
    return stdout === 'installed';
  } catch (error) {
    // dpkg-query exits with 1 for a package it has never heard of.
    if (error instanceof Error && 'code' in error && error.code === 1) return false;
    throw error;
  }
};

const missingOf = async (packages: readonly string[]): Promise<string[]> => {
  try {
    const installed = await Promise.all(packages.map(isInstalled));
    return packages.filter((_, i) => installed[i] !== true);
  } catch (cause) {
    throw new DebianPackagesError(packages, 'this is no Debian system', { cause });
  }
};

const install = async (packages: readonly string[]): Promise<void> => {
  const command = `apt-get update -q && apt-get install -q -y --no-install-recommends ${packages.join(' ')}`;
  // Several test files may need packages at once, and apt takes one at a time.
  const lock = join(tmpdir(), 'caselog-debian-packages.lock');
  await run('flock', [lock, 'sh', '-c', command], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
};

/**
 * Makes sure that Debian packages are there: installs what is missing when run as root.
 * @throws DebianPackagesError saying what to install, when it may not or cannot.
 */
export const requireDebianPackages = async (packages: readonly string[]): Promise<void> => {
  const missing = await missingOf(packages);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new DebianPackagesError(missing, 'only root can install them');
  try {
    await install(missing);
  } catch (cause) {
    throw new DebianPackagesError(missing, 'installing them failed', { cause });
  }
};
