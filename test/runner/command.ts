import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, resolve } from 'node:path';
import { bin, root } from '../root.ts';

/**
 * The environment of everything we start: our own Node and tools stand first on the path, whatever the machine has, and
 * a log file gets no colours.
 */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
  PATH: [bin, process.env.PATH].join(delimiter),
});

const exitOf = async (child: ChildProcess): Promise<number> => {
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
};

const start = (tool: string, args: readonly string[], env: NodeJS.ProcessEnv, out: 'inherit' | 'pipe') =>
  spawn(resolve(bin, tool), args, {
    cwd: root,
    env: { ...environment(), ...env },
    stdio: ['ignore', out, out],
  });

/**
 * Runs one installed tool to its end, showing what it prints as it prints it. Resolves to its exit code, or 1 when a
 * signal ended it; rejects when it cannot be started.
 */
export const run = (tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> =>
  exitOf(start(tool, args, env, 'inherit'));

/** What a tool came to and printed. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs one installed tool to its end as `run` does, but keeps what it prints: for tools that run side by side. */
export const runQuietly = async (tool: string, args: readonly string[]): Promise<Ended> => {
  const child = start(tool, args, {}, 'pipe');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { code: await exitOf(child), output };
};
