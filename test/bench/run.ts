/**
 * The bench command: runs every bench, or those that the argument names, one after the other and each in a process of its
 * own; prints a table and keeps the results in `results/latest.json`. Fails when a bench does, not when an aim is missed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { root } from '../root.ts';
import { type KeptResult, merge, table } from './report.ts';
import type { BenchResult } from './result.ts';
import { benchFiles, select } from './select.ts';

const output = resolve(import.meta.dirname, 'results/latest.json');

const keep = (file: string, result: BenchResult): KeptResult => ({
  ...result,
  met: result.ratio >= result.aim,
  cores: availableParallelism(),
  node: process.version,
  at: new Date().toISOString(),
  file,
});

/** The results of one file; null when it exports no bench, undefined when it failed. */
const runOne = async (file: string): Promise<readonly BenchResult[] | null | undefined> => {
  let message: { results: BenchResult[] | null } | undefined;
  const child = fork(resolve(import.meta.dirname, 'one.ts'), [resolve(root, file)], {
    cwd: root,
    execArgv: ['--expose-gc'],
  });
  child.on('message', (sent: { results: BenchResult[] | null }) => (message = sent));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0 ? message?.results : undefined;
};

const previous = async (): Promise<KeptResult[]> => {
  try {
    return JSON.parse(await readFile(output, 'utf8')) as KeptResult[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const save = async (fresh: readonly KeptResult[], ran: readonly string[], existing: readonly string[]) => {
  const results = merge(await previous(), fresh, ran, existing);
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, `${JSON.stringify(results, undefined, 2)}\n`);
};

const filter = process.argv[2];
const existing = benchFiles(root);
const chosen = select(existing, filter);
if (chosen.length === 0) {
  console.error(`No bench is named ${filter ?? '(anything)'}. There are:\n  ${existing.join('\n  ')}`);
  process.exit(1);
}

const fresh: KeptResult[] = [];
const failed: string[] = [];
for (const [index, file] of chosen.entries()) {
  console.log(`[${index + 1}/${chosen.length}] ${file}`);
  const results = await runOne(file);
  if (results === undefined) failed.push(file);
  fresh.push(...(results ?? []).map((result) => keep(file, result)));
}

await save(
  fresh,
  chosen.filter((file) => !failed.includes(file)),
  existing,
);
console.log(`\n${table(fresh)}\n`);
console.log(
  `${fresh.filter(({ met }) => met).length} of ${fresh.length} aims met; kept in test/bench/results/latest.json`,
);
for (const file of failed) console.error(`failed: ${file}`);
if (failed.length > 0) process.exitCode = 1;
