import { enableCompileCache } from 'node:module';

// A command line is started often: what was compiled once is kept, which saves a third of the start and much memory.
enableCompileCache();

const { systemEnv } = await import('@caselog/env');
const { runMain } = await import('@caselog/process');
const { runProgram } = await import('./program.ts');
const { createTerminal } = await import('./terminal.ts');

await runMain('caselog', ({ signal }) =>
  runProgram(process.argv.slice(2), createTerminal({ env: systemEnv, signal })),
);
