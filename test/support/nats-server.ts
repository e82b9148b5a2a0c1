import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { natsServerBinary } from './nats-binary.ts';
import { freePort } from './port.ts';

export { natsServerBinaries, natsServerVersion } from './nats-binary.ts';

export interface NatsServerOptions {
  /** The binary to run; default the one found. */
  readonly binary?: string;
  /** Further command line arguments, as `['-c', file]`. */
  readonly args?: readonly string[];
}

/** A real nats-server with JetStream on the loopback address, its store in a temporary folder of its own. */
export interface NatsServer {
  readonly url: string;
  readonly port: number;
  /** Of the process now running. */
  readonly pid: number;
  /** Where JetStream keeps its files. */
  readonly storeDir: string;
  /** Sends a signal. A deadly one (SIGKILL, SIGTERM, SIGINT) is waited for; SIGSTOP and SIGCONT return at once. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and store, killing it first when it still runs. */
  restart(): Promise<void>;
  /** Ends it and removes its store. Idempotent. */
  stop(): Promise<void>;
}

const startAttempts = 400;

/** Resolves when the server greets a connection, which it does once JetStream is up. */
const greets = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('INFO ')));
  });

class Server implements NatsServer {
  readonly port: number;
  readonly storeDir: string;
  readonly #binary: string;
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;
  #output = '';
  readonly #endWithUs = () => this.#process?.kill('SIGKILL');

  constructor(binary: string, port: number, storeDir: string, args: readonly string[]) {
    this.#binary = binary;
    this.port = port;
    this.storeDir = storeDir;
    this.#args = args;
    process.once('exit', this.#endWithUs);
  }

  get url() {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid() {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the nats-server does not run');
    return pid;
  }

  async start(): Promise<void> {
    const args = ['-a', '127.0.0.1', '-p', String(this.port), '-js', '-sd', this.storeDir, ...this.#args];
    const child = spawn(this.#binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    this.#output = '';
    child.stderr.on(
      'data',
      (data: Buffer) => (this.#output = (this.#output + data.toString()).slice(-4_000)),
    );
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    for (let attempt = 0; attempt < startAttempts; attempt += 1) {
      if (failure ?? (child.exitCode !== null || child.signalCode !== null)) break;
      if (await greets(this.port)) return;
      await systemEnv.sleep(25);
    }
    throw new Error(`${this.#binary} did not start on port ${this.port}:\n${this.#output}`, {
      cause: failure,
    });
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') {
      child.kill(signal);
      return;
    }
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  async restart(): Promise<void> {
    await this.kill('SIGKILL');
    await this.start();
  }

  async stop(): Promise<void> {
    await this.kill('SIGKILL');
    process.off('exit', this.#endWithUs);
    await rm(this.storeDir, { recursive: true, force: true });
  }
}

/** Starts a server; it ends with this process at the latest. Throws `NatsServerMissingError` when there is none to start. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const binary = options.binary ?? (await natsServerBinary());
  const storeDir = await mkdtemp(join(tmpdir(), 'caselog-nats-'));
  const server = new Server(binary, await freePort(), storeDir, options.args ?? []);
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}
