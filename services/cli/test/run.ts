import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemEnv } from '@caselog/env';
import { runProgram } from '../src/program.ts';

const main = resolve(import.meta.dirname, '../src/main.ts');

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place extends Disposable {
  readonly home: string;
  file(name: string, content: string): string;
  /** Runs the command line in this process; an error is written as `main` writes it. */
  call(...words: readonly string[]): Promise<Ran>;
  /** Runs the command line in a process of its own. */
  run(...words: readonly string[]): Promise<Ran>;
  /** Runs it, and sends a signal as soon as it has written something to standard error. */
  interrupt(signal: NodeJS.Signals, ...words: readonly string[]): Promise<Ran>;
  /** Runs it, and kills it in the middle of whatever it does as soon as that holds. */
  kill(when: () => Promise<boolean>, ...words: readonly string[]): Promise<Ran>;
}

/** Ends a process that runs, when that holds. */
const killWhen = async (
  { child, ended }: ReturnType<typeof start>,
  when: () => Promise<boolean>,
): Promise<Ran> => {
  while (child.exitCode === null && !(await when())) await systemEnv.sleep(1);
  child.kill('SIGKILL');
  return ended;
};

const start = (words: readonly string[]) => {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return {
    child,
    ended: ended.then(([, stdout, stderr]): Ran => ({ code: child.exitCode, stdout, stderr })),
  };
};

const call = async (words: readonly string[]): Promise<Ran> => {
  let [stdout, stderr, code] = ['', '', 0];
  try {
    await runProgram(words, {
      env: systemEnv,
      signal: new AbortController().signal,
      isInteractive: false,
      out: (written) => (stdout += `${written}\n`),
      err: (written) => (stderr += written),
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    [stderr, code] = [`${stderr}caselog: ${error.message}\n`, 1];
  }
  return { code, stdout, stderr };
};

/** A folder with a home in it, gone when disposed of. */
export const openPlace = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-cli-'));
  const home = join(folder, 'home');
  return {
    home,
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    call: (...words) => call(words),
    kill: (when, ...words) => killWhen(start(words), when),
    run: (...words) => start(words).ended,
    interrupt: (signal, ...words) => {
      const { child, ended } = start(words);
      child.stderr.once('data', () => child.kill(signal));
      return ended;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** A mapping for logs of `case,time,activity,who`. */
export const mapping = {
  source: 'small-log',
  case: 'case',
  activity: { columns: ['activity'] },
  time: { column: 'time' },
  resource: { column: 'who' },
  opening: { subject: 'Case {case}' },
  states: { new: 'opened', work: 'triaged', done: 'resolved' },
};

export const log = `case,time,activity,who
A,2020-01-01T10:00Z,new,Ann Lee
A,2020-01-01T11:00Z,work,Ann Lee
B,2020-01-01T11:00Z,done,Bob Day
B,never,done,Bob Day
`;
