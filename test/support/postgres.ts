import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemEnv } from '@caselog/env';
import pg from 'pg';
import { requireDebianPackages } from './debian.ts';
import { freePort } from './port.ts';

const run = promisify(execFile);
const bin = '/usr/lib/postgresql/15/bin';
const startAttempts = 1_200;

/** Whom the server runs as: PostgreSQL refuses root, so root lends it Debian's own user. */
type As = { readonly uid: number; readonly gid: number } | Record<string, never>;

const unprivileged = async (): Promise<As> => {
  if (process.getuid?.() !== 0) return {};
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((user) => user.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('Debian’s package postgresql-15 should have made a user postgres, and there is none');
  return { uid: Number(uid), gid: Number(gid) };
};

/** A folder of that user's own. */
const folderOf = async (prefix: string, { uid, gid }: As): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  await chmod(folder, 0o700);
  return folder;
};

/** An empty cluster, made once a machine and copied from then on: initdb takes seconds, a copy does not. */
const template = async (as: As): Promise<string> => {
  const path = join(tmpdir(), `caselog-postgres-template-15-${as.uid ?? process.getuid?.() ?? 0}`);
  if (existsSync(path)) return path;
  const folder = await folderOf('caselog-postgres-new-', as);
  const data = join(folder, 'data');
  const words = ['-D', data, '-U', 'caselog', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  await run(join(bin, 'initdb'), words, { ...as, cwd: folder });
  try {
    await rename(data, path);
  } catch (error) {
    // Another test file was quicker; its cluster is as good.
    if (!existsSync(path)) throw error;
  }
  await rm(folder, { recursive: true, force: true });
  return path;
};

/** A real PostgreSQL on the loopback address, its files in a temporary folder of its own. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  /** A new, empty database: its URL. */
  database(): Promise<string>;
  /** Ends it at once, as a power cut does, and starts it again on the same port and files. */
  crash(): Promise<void>;
  /** Ends it at once; `start` starts it again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops the server and the processes that serve its connections where they are, until `wake`. */
  pause(): Promise<void>;
  wake(): Promise<void>;
  /** Ends it and removes its files. Idempotent. */
  stop(): Promise<void>;
}

class Server implements PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #as: As;
  #process: ChildProcess | undefined;
  #output = '';
  #databases = 0;
  readonly #endWithUs = () => this.#process?.kill('SIGINT');

  constructor(port: number, folder: string, as: As) {
    this.port = port;
    this.#folder = folder;
    this.#as = as;
    process.once('exit', this.#endWithUs);
  }

  async start(): Promise<void> {
    const settings = { fsync: 'off', max_connections: '200', unix_socket_directories: '' };
    const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(
      join(bin, 'postgres'),
      ['-D', join(this.#folder, 'data'), '-h', '127.0.0.1', '-p', `${this.port}`, ...words],
      { ...this.#as, cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = child;
    child.stderr.on(
      'data',
      (data: Buffer) => (this.#output = (this.#output + data.toString()).slice(-4_000)),
    );
    for (let attempt = 0; attempt < startAttempts; attempt += 1) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      if (await this.#answers()) return;
      await systemEnv.sleep(25);
    }
    throw new Error(`PostgreSQL did not start on port ${this.port}:\n${this.#output}`);
  }

  async database(): Promise<string> {
    this.#databases += 1;
    const name = `desk_${this.#databases}`;
    await this.#ask(`create database ${name}`);
    return `postgres://caselog@127.0.0.1:${this.port}/${name}`;
  }

  async crash(): Promise<void> {
    await this.#end('SIGQUIT');
    await this.start();
  }

  kill(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  pause(): Promise<void> {
    return this.#signalAll('SIGSTOP');
  }

  wake(): Promise<void> {
    return this.#signalAll('SIGCONT');
  }

  async #signalAll(signal: NodeJS.Signals): Promise<void> {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    for (const each of [pid, ...children.trim().split(' ').filter(Boolean).map(Number)])
      try {
        process.kill(each, signal);
      } catch (error) {
        // It has ended meanwhile.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
  }

  async stop(): Promise<void> {
    await this.#end('SIGQUIT');
    process.off('exit', this.#endWithUs);
    await rm(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  async #ask(text: string): Promise<void> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: this.port,
      user: 'caselog',
      database: 'postgres',
    });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  async #answers(): Promise<boolean> {
    try {
      await this.#ask('select 1');
      return true;
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
  }
}

/** Starts a server; it ends with this process at the latest. Its files need no room beyond a few tens of megabytes. */
export const startPostgres = async (): Promise<PostgresServer> => {
  await requireDebianPackages(['postgresql-15']);
  const as = await unprivileged();
  const folder = await folderOf('caselog-postgres-', as);
  await cp(await template(as), join(folder, 'data'), { recursive: true, preserveTimestamps: true });
  const server = new Server(await freePort(), folder, as);
  try {
    if (as.uid !== undefined) await run('chown', ['-R', `${as.uid}:${as.gid}`, join(folder, 'data')]);
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
};
