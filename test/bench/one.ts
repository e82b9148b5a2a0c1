/** Runs the bench of one file, in a process of its own, and sends its results to the parent; nothing where there is no bench. */
import { pathToFileURL } from 'node:url';
import type { BenchResult } from './result.ts';

const file = process.argv[2];
const send = process.send?.bind(process);
if (!file || !send) throw new Error('This is started by run.ts, with the path of a bench file.');

const { bench } = (await import(pathToFileURL(file).href)) as { bench?: () => Promise<BenchResult[]> };
const results = bench ? await bench() : null;
send({ results }, () => process.disconnect?.());
