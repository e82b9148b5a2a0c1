import { existsSync, writeFileSync } from 'node:fs';
import { compile } from '../src/chart/compile.ts';
import { chartVersion, ticketMachine } from '../src/chart/machine.ts';
import { recordChart } from '../src/chart/released.ts';

// A released chart is never written again: a changed machine needs a new `chartVersion` first.
const file = new URL(`../charts/${chartVersion}.json`, import.meta.url);
if (existsSync(file) && !process.argv.includes('--unreleased')) {
  throw new Error(`chart ${chartVersion} is recorded already: give the machine a new chartVersion`);
}
writeFileSync(file, `${JSON.stringify(recordChart(chartVersion, compile(ticketMachine)))}\n`);
