/**
 * The long run: rounds of commands under kills, pauses and deleted streams, each held against the ledger.
 * Run: npx pnpm@12 chaos [rounds, default 100] [seed, default by chance]
 */
import { randomInt } from 'node:crypto';
import { told } from './faults.ts';
import { type ChaosReport, playRounds } from './rounds.ts';

const [rounds, seed] = [Number(process.argv[2] ?? 100), Number(process.argv[3] ?? randomInt(2 ** 31))];
if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error(`${process.argv.slice(2).join(' ')}: npx pnpm@12 chaos [rounds] [seed], both whole numbers`);
  process.exit(1);
}
// What was started ends with this process, and a signal alone would end it without a word to them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.error(`seed ${seed}`);

/** Every round holds the whole ledger against everything else: after so many an empty installation goes on. */
const roundsPerInstallation = 20;

const sumOf = (one: ChaosReport, other: ChaosReport): ChaosReport => ({
  seed,
  rounds: one.rounds + other.rounds,
  commands: one.commands + other.commands,
  refused: one.refused + other.refused,
  events: one.events + other.events,
  surveys: one.surveys + other.surveys,
  kills: one.kills + other.kills,
  pauses: one.pauses + other.pauses,
  streamsDeleted: one.streamsDeleted + other.streamsDeleted,
  deaths: [...one.deaths, ...other.deaths],
});

const reports: ChaosReport[] = [];
for (let first = 1; first <= rounds; first += roundsPerInstallation) {
  const turn = { first, rounds: Math.min(roundsPerInstallation, rounds - first + 1) };
  const report = await playRounds(seed, turn, (round, faults, commands) =>
    console.error(`${round}/${rounds}: ${commands} commands; ${faults.map(told).join('; ')}`),
  );
  reports.push(report);
}
console.log(JSON.stringify(reports.reduce(sumOf), undefined, 2));
