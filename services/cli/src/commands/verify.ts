import { StoreFaultError, type EventStore } from '@caselog/event-store';
import { checkFile, type FileFault } from '@caselog/event-store-sqlite';
import {
  verifyEvidence,
  verifyLedger,
  type EvidenceVerification,
  type Fault,
  type Verification,
} from '@caselog/history';
import type { NamedLedger } from '@caselog/installation/ledger-url';
import { UsageError } from '@caselog/process';
import type { ReadModels } from '@caselog/projections';
import { present, type AddCommand } from '../command.ts';
import { evidenceOf, neededKeys } from '../evidence.ts';
import { evidentCommand, readingEvident, type EvidentOptions } from '../evident.ts';
import { ledgerPath } from '../home.ts';
import { databaseOption, usingReadModels, withReadModels, type ReadModelOptions } from '../read-models.ts';
import { collect, readNamed } from '../keys.ts';
import { withProgress } from '../progress.ts';
import { countTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface VerifyOptions extends EvidentOptions, ReadModelOptions {
  readonly key: readonly string[];
  readonly checkpoint: readonly string[];
}

/** What the evidence covers; absent where nothing was signed. */
type Signed = Pick<EvidenceVerification, 'signed' | 'checkpoints' | 'erased'> & { readonly origin: string };

interface Verified extends Verification {
  readonly evidence?: Signed;
}

const faultsMax = 1_000;

const counted = (faults: number): string => `${faults} fault${faults === 1 ? '' : 's'}`;

const whereOf = ({ position, lastPosition, stream, revision, model, place }: Fault): string[] => {
  if (model !== undefined) return [`read model ${model}, ${place}`];
  const range = lastPosition === undefined || lastPosition === position ? '' : ` to ${lastPosition}`;
  const places = [
    ...(position === undefined ? [] : [`position ${position}${range}`]),
    ...(stream === undefined ? [] : [stream]),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
  ];
  return places.length === 0 ? [] : [places.join(', ')];
};

const forPeople = ({ events, tickets, faults, evidence }: Verified): string =>
  [
    countTable({ events, tickets, ...(evidence && { signed: evidence.signed }), faults: faults.length }),
    ...(evidence
      ? [`${evidence.signed} of ${events} events are as ${evidence.origin} signed them`]
      : ['nothing was signed yet: events are held only against the leaf hashes beside them']),
    ...faults.map((fault) => [...whereOf(fault), fault.problem].join(': ')),
  ].join('\n');

/** The last position, 0 where a damaged file cannot tell. */
const totalOf = (store: EventStore): Promise<number> =>
  store.head().catch((error: unknown) => {
    if (error instanceof StoreFaultError) return 0;
    throw error;
  });

/** What SQLite itself finds wrong with the home's file. */
const fileFaultsOf = ({ home, ledger }: VerifyOptions): readonly FileFault[] => {
  if (ledger !== undefined) return [];
  try {
    return checkFile(ledgerPath(home));
  } catch (error) {
    if (error instanceof StoreFaultError) return [{ problem: error.message }];
    throw error;
  }
};

const foldWhole = async (
  store: EventStore,
  readModels: ReadModels | undefined,
  terminal: Terminal,
): Promise<Verification> => {
  const total = await totalOf(store);
  return withProgress(terminal, (progress) =>
    verifyLedger(store, {
      readModels,
      faultsMax,
      signal: terminal.signal,
      onProgress: ({ position }) => progress.update('folding', position, total),
    }),
  );
};

const holdAgainstEvidence = async (
  store: NamedLedger['store'],
  options: VerifyOptions,
  terminal: Terminal,
): Promise<EvidenceVerification> => {
  const { gapFreePositions: gapFree } = store.capabilities;
  // Where positions have gaps only a count would tell how many events there are.
  const total = gapFree ? await totalOf(store) : 0;
  const evidence = await evidenceOf(options.home);
  const checkpoints = await Promise.all(options.checkpoint.map(readNamed));
  const isSigned = checkpoints.length > 0 || ((await evidence?.store.checkpoints()) ?? []).length > 0;
  const verifierKeys = isSigned ? await neededKeys(options.key, evidence) : [];
  return withProgress(terminal, (progress) =>
    verifyEvidence({
      ledger: store,
      gapFree,
      log: evidence?.store,
      checkpoints,
      verifierKeys,
      faultsMax,
      onProgress: (events) => {
        terminal.signal.throwIfAborted();
        progress.update('holding against the evidence', events, total);
      },
    }),
  );
};

const together = (
  folded: Verification,
  { origin, signed, checkpoints, erased, events, faults }: EvidenceVerification,
  fileFaults: readonly FileFault[],
): Verified => {
  const all = [...faults, ...fileFaults, ...folded.faults];
  return {
    ok: all.length === 0,
    // A fold ends at what cannot be read.
    events: Math.max(events, folded.events),
    tickets: folded.tickets,
    faults: all,
    ...(origin !== null && { evidence: { origin, signed, checkpoints, erased } }),
  };
};

/** The read models that are named; without a name those of the home, which are of its own ledger. */
const withReadModelsOf = <Result>(
  options: VerifyOptions,
  { env }: Terminal,
  work: (readModels: ReadModels | undefined) => Promise<Result>,
): Promise<Result> => {
  if (options.database !== undefined) return usingReadModels(options, env, work);
  return options.ledger === undefined ? withReadModels(options.home, env, work) : work(undefined);
};

const run = (options: VerifyOptions, terminal: Terminal): Promise<void> =>
  readingEvident(options, terminal, (store) =>
    withReadModelsOf(options, terminal, async (readModels) => {
      if (!readModels && options.ledger === undefined)
        terminal.err('there are no read models yet: the ledger alone is verified\n');
      const evidence = await holdAgainstEvidence(store, options, terminal);
      const fileFaults = fileFaultsOf(options);
      const folded = await foldWhole(store, readModels, terminal);
      const result = together(folded, evidence, fileFaults);
      present(terminal, options, result, forPeople);
      if (!result.ok) throw new UsageError(`not all is well: ${counted(result.faults.length)}`);
    }),
  );

/** `caselog verify`: checks the whole ledger against its evidence, every transition and every read model. */
export const addVerify: AddCommand = (program, terminal) =>
  evidentCommand(
    program,
    'verify',
    'check every stored event against the evidence, every transition and read model',
  )
    .option(...databaseOption)
    .option(
      '--key <key>',
      'a verifier key to trust, or a file that holds it, instead of the home’s own',
      collect,
      [],
    )
    .option(
      '--checkpoint <file>',
      'a signed checkpoint that was kept elsewhere; may be repeated',
      collect,
      [],
    )
    .action((options: VerifyOptions) => run(options, terminal));
