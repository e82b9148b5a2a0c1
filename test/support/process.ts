import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { bin, root } from '../root.ts';

/** A service in a process of its own; it ends with this process at the latest. */
export interface ServiceProcess {
  readonly pid: number;
  /** What it has written to standard error so far. */
  stderr(): string;
  /** Resolves when it has written something that matches; throws what it wrote when it ends before. */
  says(pattern: RegExp): Promise<void>;
  /** Sends a signal; one that ends it is waited for, and its exit code or deadly signal comes back. */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | undefined>;
  /** Its exit code, or the signal that killed it, once it has ended. */
  ended(): Promise<number | NodeJS.Signals>;
}

const endOf = async (child: ChildProcess): Promise<number | NodeJS.Signals> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode ?? child.signalCode ?? 0;
};

/** Starts `main` (a path from the root of the checkout, such as `services/relay/src/main.ts`) with these words. */
export function startService(main: string, words: readonly string[]): ServiceProcess {
  const child = spawn(join(bin, 'node'), [main, ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('close', () => process.off('exit', endWithUs));
  let text = '';
  child.stderr.on('data', (data: Buffer) => (text += data.toString()));
  return {
    pid: child.pid ?? 0,
    stderr: () => text,
    async says(pattern) {
      while (!pattern.test(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`${main} ended without saying ${String(pattern)}: ${text}`);
        await systemEnv.sleep(10);
      }
    },
    async kill(signal) {
      child.kill(signal);
      return signal === 'SIGSTOP' || signal === 'SIGCONT' ? undefined : endOf(child);
    },
    ended: () => endOf(child),
  };
}
