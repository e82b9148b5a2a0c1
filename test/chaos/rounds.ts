import { join } from 'node:path';
import { systemEnv as env } from '@caselog/env';
import { chanceFrom } from './chance.ts';
import { attemptsIn } from './checks/attempts.ts';
import { commandFaults } from './checks/commands.ts';
import { LedgerView } from './checks/ledger-view.ts';
import { mailFaults } from './checks/mails.ts';
import { projected, readModelFaults } from './checks/read-models.ts';
import { published, streamFaults } from './checks/stream.ts';
import { type Fault, planRound, told } from './faults.ts';
import { type Installation, startInstallation } from './installation.ts';
import { type Answered, giveCommands } from './load.ts';
import type { Part } from './part.ts';
import { StageError, within } from './stage.ts';

/** What a run saw. */
export interface ChaosReport {
  readonly seed: number;
  readonly rounds: number;
  readonly commands: number;
  readonly refused: number;
  readonly events: number;
  readonly surveys: number;
  readonly kills: number;
  readonly pauses: number;
  readonly streamsDeleted: number;
  /** Ends that nobody had asked for, with the last words. The supervisor started these parts again. */
  readonly deaths: readonly string[];
}

/** Something did not come right again. */
export class ChaosError extends Error {
  override readonly name = 'ChaosError';
  constructor(place: string, wrong: readonly string[], parts: readonly Part[]) {
    const [shown, more] = [wrong.slice(0, 20), wrong.length - 20];
    super(
      [
        place,
        ...shown,
        ...(more > 0 ? [`and ${more} more`] : []),
        ...parts.flatMap(({ deaths }) => deaths),
        ...parts.flatMap((part) => part.lastWords().map((line) => `${part.name}: ${line.slice(0, 600)}`)),
      ].join('\n  '),
    );
  }
}

const settleMsMax = 120_000;
/** Of every other stage; none takes more than a few seconds when all is well. */
const stageMsMax = 90_000;
const workers = 12;

const disturb = async (installation: Installation, fault: Fault): Promise<void> => {
  await env.sleep(fault.afterMs);
  if (fault.kind === 'delete-stream') await installation.deleteStream();
  else await installation.part(fault.part)[fault.kind](fault.backAfterMs);
};

/** What is still missing before the installation is at rest; nothing when it is. */
const unsettled = async (
  { databases, natsUrl }: Installation,
  ledger: LedgerView,
): Promise<string | undefined> => {
  await ledger.readOn();
  const head = ledger.position;
  const unsent = ledger.unsent().length;
  if (unsent > 0) return `${unsent} surveys are not sent`;
  const stream = await published(natsUrl);
  if (stream !== head) return `the stream ends at ${stream}, the ledger at ${head}`;
  for (const database of databases) {
    const models = await projected(database);
    if (models !== head) return `the read models of ${database} stand at ${models}, the ledger at ${head}`;
  }
  return undefined;
};

const settle = async (installation: Installation, ledger: LedgerView): Promise<readonly string[]> => {
  const endsAt = env.now() + settleMsMax;
  for (;;) {
    const missing = await unsettled(installation, ledger);
    if (missing === undefined) return [];
    if (env.now() > endsAt) return [`not settled after ${settleMsMax / 1000} s: ${missing}`];
    await env.sleep(100);
  }
};

const faultsOf = async (
  installation: Installation,
  ledger: LedgerView,
  answered: readonly Answered[],
): Promise<readonly string[]> => {
  const mailer = installation.part('mailer') as Installation['parts'][number] & { start(): unknown };
  await mailer.stop();
  const attempts = attemptsIn(installation.home);
  mailer.start();
  return [
    ...ledger.faults.splice(0),
    ...commandFaults(answered, ledger),
    ...(await streamFaults(installation.natsUrl, ledger)),
    ...(
      await Promise.all(installation.databases.map((database) => readModelFaults(database, ledger)))
    ).flat(),
    ...mailFaults(installation.mail.mails, ledger, attempts),
  ];
};

interface Run {
  readonly installation: Installation;
  readonly ledger: LedgerView;
  readonly seed: number;
}

const playRound = async (run: Run, round: number) => {
  const { installation, ledger, seed } = run;
  const names = installation.parts.map(({ name }) => name);
  // Of its own, so that a round goes wrong in the same way however the commands of the one before fell out.
  const { faults, loadMs } = planRound(names, chanceFrom(seed + round));
  const disturbed = Promise.all(faults.map((fault) => disturb(installation, fault)));
  const chance = chanceFrom(seed - round);
  const load = giveCommands({ doors: installation.doors, workers, loadMs, chance });
  const place = `seed ${seed}, round ${round}, after: ${faults.map(told).join('; ')}`;
  try {
    const answered = await within('giving commands', stageMsMax, load);
    await within('the faults', stageMsMax, disturbed);
    await within('healing', stageMsMax, Promise.all(installation.parts.map((part) => part.heal())));
    const stuck = await within('settling', settleMsMax + stageMsMax, settle(installation, ledger));
    const checks = () => within('the checks', stageMsMax, faultsOf(installation, ledger, answered));
    const wrong = stuck.length > 0 ? stuck : await checks();
    if (wrong.length > 0) throw new ChaosError(place, wrong, installation.parts);
    return { faults, answered };
  } catch (error) {
    throw error instanceof StageError ? new ChaosError(place, [error.message], installation.parts) : error;
  }
};

/** Ends the installation after what went wrong in it, and loses neither that nor what goes wrong at the end. */
const endAfter = async (error: unknown, end: () => Promise<void>): Promise<never> => {
  try {
    await end();
  } catch (late) {
    throw new AggregateError([error, late], `${String(error)}\nand then: ${String(late)}`, { cause: late });
  }
  throw error;
};

/** Which rounds of a seed are played. */
export interface Rounds {
  /** Default 1. */
  readonly first?: number;
  readonly rounds: number;
}

type OnRound = (round: number, faults: readonly Fault[], commands: number) => void;

const playAll = async (run: Run, { first = 1, rounds }: Rounds, onRound: OnRound): Promise<ChaosReport> => {
  const { installation, ledger, seed } = run;
  const all: Fault[] = [];
  let [commands, refused] = [0, 0];
  for (let round = first; round < first + rounds; round += 1) {
    const { faults, answered } = await playRound(run, round);
    all.push(...faults);
    commands += answered.length;
    refused += answered.filter((one) => 'refused' in one).length;
    onRound(round, faults, answered.length);
  }
  const count = (kind: Fault['kind']) => all.filter((fault) => fault.kind === kind).length;
  return {
    seed,
    rounds,
    commands,
    refused,
    events: ledger.position,
    surveys: ledger.surveys.size,
    kills: count('kill'),
    pauses: count('pause'),
    streamsDeleted: count('delete-stream'),
    deaths: installation.parts.flatMap(({ deaths }) => deaths),
  };
};

/**
 * Plays so many rounds of chaos with one installation: commands are given while parts are killed, paused and the stream is deleted;
 * then everything is left alone until it is at rest, and held against the ledger. @throws ChaosError, StageError
 */
export const playRounds = async (
  seed: number,
  rounds: Rounds,
  onRound: OnRound = () => undefined,
): Promise<ChaosReport> => {
  const installation = await within('the start', stageMsMax, startInstallation());
  const ledger = new LedgerView(join(installation.home, 'ledger.sqlite'));
  const end = async () => {
    await ledger.store.close();
    await within('the end', stageMsMax, installation.stop());
  };
  const report = await playAll({ installation, ledger, seed }, rounds, onRound).catch((error: unknown) =>
    endAfter(error, end),
  );
  await end();
  return { ...report, deaths: installation.parts.flatMap(({ deaths }) => deaths) };
};
