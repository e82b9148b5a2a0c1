import { systemEnv as env } from '@caselog/env';
import { type Chance, chanceFrom } from './chance.ts';
import { type Installation, startInstallation } from './installation.ts';
import { giveCommands } from './load.ts';
import type { ServicePart } from './part.ts';

/** How long a service may take to end; by then it cuts itself off, and says so. */
const endMsMax = 12_000;
const loadMs = 3_000;

/** What is wrong around the services while they are asked to end. */
const situations = [
  'nothing',
  'nats killed',
  'nats paused',
  'nats restarted',
  'stream deleted',
  'postgres crashed',
  'postgres away',
  'postgres paused',
] as const;
type Situation = (typeof situations)[number];

/** What a run saw. */
export interface EndsReport {
  readonly seed: number;
  readonly rounds: number;
  /** How many were asked to end. */
  readonly asked: number;
  /** Those that cut themselves off because what they stand on hangs, and nobody can say for how long. */
  readonly cutOff: readonly string[];
  /** Any others that did not end by themselves, or with an error: when, and their last words. */
  readonly wrong: readonly string[];
  /** The longest time each service took, in milliseconds. */
  readonly slowestMs: Readonly<Record<string, number>>;
}

/** Brings a situation about, and gives what undoes it. */
const bring = async (
  { natsServer, cluster, deleteStream }: Installation,
  situation: Situation,
): Promise<() => Promise<void>> => {
  const nothing = () => Promise.resolve();
  switch (situation) {
    case 'nothing':
      return nothing;
    case 'nats killed':
      await natsServer.kill('SIGKILL');
      return () => natsServer.restart();
    case 'nats paused':
      await natsServer.kill('SIGSTOP');
      return () => natsServer.kill('SIGCONT');
    case 'nats restarted':
      await natsServer.restart();
      return nothing;
    case 'stream deleted':
      await deleteStream();
      return nothing;
    case 'postgres crashed':
      await cluster.crash();
      return nothing;
    case 'postgres away':
      await cluster.kill();
      return () => cluster.start();
    case 'postgres paused':
      await cluster.pause();
      return () => cluster.wake();
    default:
      return situation satisfies never;
  }
};

/** A statement under way has no limit of its own: a rebuild's may take minutes. */
const mayCutOff = (situation: Situation, words: string): boolean =>
  situation === 'postgres paused' && words.includes('was cut off');

const endedWrong = (code: number | NodeJS.Signals): boolean => code !== 0 && code !== 'SIGTERM';

const askAll = (services: readonly ServicePart[], chance: Chance) =>
  Promise.all(
    services.map(async (part) => {
      await env.sleep(chance.between(0, 600));
      return { name: part.name, end: await part.askToEnd(endMsMax) };
    }),
  );

const playOne = async (installation: Installation, chance: Chance) => {
  const { services, doors } = installation;
  const situation = chance.pick(situations);
  const load = giveCommands({ doors: doors.slice(0, 1), workers: 4, loadMs, chance });
  // A third of the time in the middle of their start.
  await env.sleep(chance.next() < 0.3 ? chance.between(0, 1_500) : chance.between(1_500, 6_000));
  const undo = await bring(installation, situation);
  await env.sleep(chance.between(0, 1_500));
  const ends = await askAll(services, chance);
  await undo();
  for (const part of services) part.start();
  await load;
  return { situation, ends };
};

/**
 * Asks every service of an installation to end, round after round, at random moments of its start and of its work under commands, while the
 * broker, the database or the stream are killed, paused or deleted.
 */
export const playEnds = async (
  seed: number,
  rounds: number,
  tell: (line: string) => void,
): Promise<EndsReport> => {
  const installation = await startInstallation();
  const [wrong, cutOff]: [string[], string[]] = [[], []];
  const slowestMs: Record<string, number> = {};
  let asked = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const { situation, ends } = await playOne(installation, chanceFrom(seed + round));
    for (const { name, end } of ends) {
      if (!end) continue;
      asked += 1;
      slowestMs[name] = Math.max(slowestMs[name] ?? 0, end.ms);
      const words = end.words.trimEnd().split('\n').slice(-4).join(' | ').slice(0, 1_500);
      if (!endedWrong(end.code)) continue;
      const told = `round ${round}, ${situation}: ${name} ended with ${end.code} after ${end.ms} ms: ${words}`;
      (mayCutOff(situation, words) ? cutOff : wrong).push(told);
    }
    const times = ends.map(({ name, end }) => `${name} ${end ? `${end.ms} ms` : 'did not run'}`);
    tell(`${round}/${rounds}: ${situation}; ${times.join(', ')}`);
  }
  await installation.stop();
  return { seed, rounds, asked, cutOff, wrong, slowestMs };
};
