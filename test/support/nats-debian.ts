import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's suites, each with another version of nats-server: 2.9 in bookworm, 2.10 in trixie, the newest in sid. */
export const debianSuites = ['bookworm', 'trixie', 'sid'] as const;
export type DebianSuite = (typeof debianSuites)[number];

/** A suite's nats-server could not be had. */
class DebianSuiteError extends Error {
  override readonly name = 'DebianSuiteError';
  constructor(suite: string, options: { readonly cause: unknown }) {
    super(`no nats-server from Debian ${suite}: apt-get could not download it`, options);
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The archive this system takes its own packages from. */
const archive = async (): Promise<string> => {
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Created-By: Packages',
  ]);
  const uris = stdout.split('\n').filter((uri) => uri !== '' && !uri.includes('security'));
  if (uris[0] === undefined) throw new Error('apt-get names no archive: run apt-get update');
  return uris[0];
};

/** Downloads the package with lists of its own, so that the system's stay as they are, and unpacks it beside. */
const download = async (suite: DebianSuite, folder: string): Promise<void> => {
  const lists = join(folder, 'lists');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await writeFile(join(folder, 'suite.list'), `deb ${await archive()} ${suite} main\n`);
  const settings = [
    ['Dir::Etc::sourcelist', join(folder, 'suite.list')],
    ['Dir::Etc::sourceparts', '-'],
    ['Dir::State::lists', lists],
    ['Dir::Cache', folder],
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const quiet = { cwd: folder, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', [...settings, 'update'], quiet);
  await run('apt-get', [...settings, 'download', `nats-server/${suite}`], quiet);
  const deb = (await readdir(folder)).find((name) => name.endsWith('.deb'));
  await run('dpkg', ['-x', deb ?? 'nats-server.deb', 'unpacked'], quiet);
};

/** The nats-server of a suite of Debian, downloaded once. @throws DebianSuiteError */
export const debianNatsServer = async (suite: DebianSuite): Promise<string> => {
  const kept = join(tmpdir(), `caselog-nats-server-${suite}`);
  const binary = join(kept, 'nats-server');
  if (await isThere(binary)) return binary;
  const folder = `${kept}-${process.pid}`;
  try {
    await download(suite, folder);
    await mkdir(kept, { recursive: true });
    await rename(join(folder, 'unpacked', 'usr', 'sbin', 'nats-server'), binary);
  } catch (cause) {
    throw new DebianSuiteError(suite, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return binary;
};
