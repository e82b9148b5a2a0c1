import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bin, root } from '../root.ts';

/** A desk in a process of its own. */
export interface RunningDesk {
  readonly process: ChildProcess;
  readonly url: string;
  readonly token: string;
  /** Everything it has written so far. */
  output(): string;
  /** Asks it to end and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Runs `services/desk` with these flags, without waiting for it. */
export const spawnDesk = (flags: readonly string[]): { process: ChildProcess; output: () => string } => {
  const child = spawn(join(bin, 'node'), ['services/desk/src/main.ts', ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stderr.on('data', (chunk) => (text += String(chunk)));
  return { process: child, output: () => text };
};

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

/** Starts a desk in `home` at a free port and waits until it serves. Throws what it said when it ends instead. */
export const startDesk = async (home: string, flags: readonly string[] = []): Promise<RunningDesk> => {
  const { process: child, output } = spawnDesk(['--home', home, '--port', '0', ...flags]);
  const addressOf = () => /API +(http:\/\/localhost:\d+)/.exec(output())?.[1];
  while (addressOf() === undefined) {
    if (child.exitCode !== null) throw new Error(`the desk ended: ${output()}`);
    await delay(20);
  }
  return {
    process: child,
    url: addressOf()!,
    token: (await readFile(join(home, 'token'), 'utf8')).trim(),
    output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null) child.kill(signal);
      return exitOf(child);
    },
  };
};
