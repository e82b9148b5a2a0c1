/**
 * The long run: rounds of commands under kills, pauses and deleted streams, each held against the ledger.
 * Run: npx pnpm@12 chaos [rounds, default 100] [seed, default by chance]
 */
import { randomInt } from 'node:crypto';
import { told } from './faults.ts';
import { playRounds } from './rounds.ts';

const [rounds, seed] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? randomInt(2 ** 31))];
if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error(`${process.argv.slice(2).join(' ')}: npx pnpm@12 chaos [rounds] [seed], both whole numbers`);
  process.exit(1);
}
// What was started ends with this process, and a signal alone would end it without a word to them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.error(`seed ${seed}`);
const report = await playRounds(seed, rounds, (round, faults, commands) =>
  console.error(`${round}/${rounds}: ${commands} commands; ${faults.map(told).join('; ')}`),
);
console.log(JSON.stringify(report, undefined, 2));
