import { systemEnv as env } from '@caselog/env';
import { type ServiceProcess, startService } from '../support/process.ts';
import { StageError, within } from './stage.ts';

/** A process of the installation that is started again whenever it ends, as any supervisor would. */
export interface Part {
  readonly name: string;
  kill(backAfterMs: number): Promise<void>;
  pause(forMs: number): Promise<void>;
  /** Resolves when it runs. */
  heal(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** How often it ended without being told to, with its last words. */
  readonly deaths: readonly string[];
  /** The last lines it wrote, for whoever wants to know why something went wrong. */
  lastWords(): readonly string[];
}

/** How a process ended that was asked to. */
export interface End {
  /** Its exit code, or what killed it: SIGTERM itself before it listens for it. */
  readonly code: number | NodeJS.Signals;
  readonly ms: number;
  /** All it wrote. */
  readonly words: string;
}

const restartMs = 200;
const endMsMax = 20_000;

/** The last words that name an error, or else the last ones. Pure. */
const lastError = (words: string): string => {
  const lines = words.trimEnd().split('\n');
  return (lines.findLast((line) => /^\S*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 600);
};

export class ServicePart implements Part {
  readonly name: string;
  readonly deaths: string[] = [];
  readonly #main: string;
  readonly #words: readonly string[];
  #process: ServiceProcess | undefined;
  #isStopping = false;
  #disturbed: Promise<void> = Promise.resolve();

  constructor(name: string, main: string, words: readonly string[]) {
    this.name = name;
    this.#main = main;
    this.#words = words;
  }

  start(): this {
    this.#isStopping = false;
    const process = startService(this.#main, this.#words);
    this.#process = process;
    void this.#watch(process);
    return this;
  }

  async #watch(process: ServiceProcess): Promise<void> {
    const code = await process.ended();
    if (this.#process !== process || this.#isStopping) return;
    this.#process = undefined;
    this.deaths.push(`${this.name} ended with ${code}: ${lastError(process.stderr())}`);
    await env.sleep(restartMs);
    if (!this.#process && !this.#isStopping) this.start();
  }

  kill(backAfterMs: number): Promise<void> {
    return this.#disturb(async () => {
      const process = this.#process;
      this.#process = undefined;
      await process?.kill('SIGKILL');
      await env.sleep(backAfterMs);
      this.start();
    });
  }

  pause(forMs: number): Promise<void> {
    return this.#disturb(async () => {
      const process = this.#process;
      await process?.kill('SIGSTOP');
      await env.sleep(forMs);
      await process?.kill('SIGCONT');
    });
  }

  /** One disturbance after the other: a paused process is not killed before it has woken. */
  #disturb(work: () => Promise<void>): Promise<void> {
    this.#disturbed = this.#disturbed.then(work);
    return this.#disturbed;
  }

  heal(): Promise<void> {
    return this.#disturbed;
  }

  lastWords(): readonly string[] {
    return (this.#process?.stderr() ?? '').trimEnd().split('\n').slice(-4);
  }

  /**
   * Asks it to end, after which it is started by nobody but its owner; undefined when it does not run. One that does not end is killed:
   * its code is then `SIGKILL`.
   */
  async askToEnd(msMax: number = endMsMax): Promise<End | undefined> {
    this.#isStopping = true;
    const process = this.#process;
    this.#process = undefined;
    if (!process) return undefined;
    const askedAtMs = env.now();
    const end = (code: End['code']): End => ({ code, ms: env.now() - askedAtMs, words: process.stderr() });
    try {
      return end((await within(this.name, msMax, process.kill('SIGTERM'))) ?? 0);
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      this.deaths.push(`${error.message} of being asked to: ${lastError(process.stderr())}`);
      await process.kill('SIGKILL');
      return end('SIGKILL');
    }
  }

  /** A part that does not end when it is asked to, or with an error, is told of among the deaths. */
  async stop(): Promise<void> {
    await this.#disturbed;
    const end = await this.askToEnd();
    if (typeof end?.code === 'number' && end.code !== 0)
      this.deaths.push(`${this.name} ended with ${end.code} when asked to: ${lastError(end.words)}`);
  }
}
