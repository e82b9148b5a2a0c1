/**
 * The long run of ends: asks every service of an installation to end at random moments of its start and of its work, while the broker, the
 * database or the stream are killed, paused or deleted, and tells of those that did not end in time or ended with an error.
 * Run: npx pnpm@12 chaos:ends [rounds, default 20] [seed, default by chance]
 */
import { randomInt } from 'node:crypto';
import { playEnds } from './ends.ts';

const [rounds, seed] = [Number(process.argv[2] ?? 20), Number(process.argv[3] ?? randomInt(2 ** 31))];
if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error(
    `${process.argv.slice(2).join(' ')}: npx pnpm@12 chaos:ends [rounds] [seed], both whole numbers`,
  );
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.error(`seed ${seed}`);
const report = await playEnds(seed, rounds, console.error);
console.log(JSON.stringify(report, undefined, 2));
if (report.wrong.length > 0) process.exitCode = 1;
