/**
 * The tests of what meets the clock on the wall, at other hours than now: a desk has opening hours, nights and holidays, and a test that passes
 * by day may hide a fault of the night. Real processes under Debian's faketime, which moves their calendar and leaves durations as they are.
 * Run: npx pnpm@12 hours [instants, ISO 8601 UTC without a zone; default: a weekend's noon, a working morning, two changes of the calendar]
 */
import { requireDebianPackages } from '../support/debian.ts';
import { run } from './command.ts';

const faketime = '/usr/bin/faketime';
const usual = ['2026-11-28T12:00:00', '2026-11-25T10:00:00', '2026-12-31T23:57:00', '2027-03-28T00:58:00'];
const paths = ['services', 'test/acceptance'];

const instants = process.argv.length > 2 ? process.argv.slice(2) : usual;
for (const instant of instants)
  if (Number.isNaN(Date.parse(`${instant}Z`))) {
    console.error(`${instant} is no instant: write it like ${usual[0]}, in UTC`);
    process.exit(1);
  }

await requireDebianPackages(['faketime']);
const outcomes: string[] = [];
for (const instant of instants) {
  console.log(`\n━━ As if it were ${instant} UTC`);
  const code = await run(faketime, [instant.replace('T', ' '), 'vitest', 'run', ...paths], {
    TZ: 'UTC',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  outcomes.push(`${code === 0 ? 'passed' : 'FAILED'}  as if it were ${instant} UTC`);
  if (code !== 0) process.exitCode = 1;
}
console.log(`\n${outcomes.join('\n')}`);
