import { systemEnv } from '@caselog/env';
import { runMain } from '@caselog/process';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

await runMain('caselog', ({ signal }) =>
  runProgram(process.argv.slice(2), createTerminal({ env: systemEnv, signal })),
);
