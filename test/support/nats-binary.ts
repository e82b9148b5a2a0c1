import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { debianNatsServer, debianSuites } from './nats-debian.ts';

const run = promisify(execFile);

/** No nats-server could be had. The message says what to install. */
class NatsServerMissingError extends Error {
  override readonly name = 'NatsServerMissingError';
  constructor(tried: string, options?: ErrorOptions) {
    super(
      `no nats-server: ${tried}. Install it (on Debian: apt-get install nats-server) so that it is on the PATH, ` +
        'or name its binary in the environment variable NATS_SERVER',
      options,
    );
  }
}

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
};

async function onPath(): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    const candidate = join(folder, 'nats-server');
    if (folder !== '' && (await isExecutable(candidate))) return candidate;
  }
  return undefined;
}

async function installed(): Promise<string> {
  if (process.getuid?.() !== 0)
    throw new NatsServerMissingError('none on the PATH, and not root to install one');
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  try {
    await run('apt-get', ['update'], quiet);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'nats-server'], quiet);
  } catch (error) {
    throw new NatsServerMissingError('none on the PATH, and apt-get could not install one', { cause: error });
  }
  const path = await onPath();
  if (path === undefined)
    throw new NatsServerMissingError('apt-get installed the package, yet none is on the PATH');
  return path;
}

let found: Promise<string> | undefined;

/** The nats-server to test with: `NATS_SERVER`, the PATH, or Debian's package when root. */
export const natsServerBinary = (): Promise<string> =>
  (found ??= (async () => {
    const named = process.env.NATS_SERVER;
    if (named === undefined || named === '') return (await onPath()) ?? installed();
    if (await isExecutable(named)) return named;
    throw new NatsServerMissingError(`NATS_SERVER names ${named}, which cannot be run`);
  })());

/**
 * Every server to run version-dependent tests on: `CASELOG_TEST_NATS_SERVERS` (binaries or Debian suites, separated by colons, such as
 * `bookworm:trixie:sid`), or the one there is.
 */
export async function natsServerBinaries(): Promise<readonly string[]> {
  const named = (process.env.CASELOG_TEST_NATS_SERVERS ?? '').split(':').filter((path) => path !== '');
  if (named.length === 0) return [await natsServerBinary()];
  return Promise.all(
    named.map(async (name) => {
      const suite = debianSuites.find((each) => each === name);
      return suite === undefined ? name : debianNatsServer(suite);
    }),
  );
}

/** `2.9.10` of `nats-server: v2.9.10`. */
export async function natsServerVersion(binary: string): Promise<string> {
  const { stdout } = await run(binary, ['--version']);
  return /v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? stdout.trim();
}
