import { spawn } from 'node:child_process';
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

/**
 * Runs one installed tool to its end, showing what it prints as it prints it. Resolves to its exit code, or 1 when a
 * signal ended it; rejects when it cannot be started.
 */
export const run = async (
  tool: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> => {
  const child = spawn(resolve(bin, tool), args, {
    cwd: root,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};
