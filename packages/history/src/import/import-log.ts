import { tmpdir } from 'node:os';
import type { Env } from '@caselog/env';
import {
  ContentionError,
  OutcomeUnknownError,
  PartialRepeatError,
  type AppendResult,
  type EventStore,
  type NewEvent,
} from '@caselog/event-store';
import { ticketIdAt } from '@caselog/helpdesk';
import { ticketStream } from '@caselog/ticket';
import { addCounts, noCounts, type CaseCounts, type ImportResult } from './counts.ts';
import { ImportStoppedError } from './errors.ts';
import type { Mapping } from './mapping.ts';
import { openedAtMs, planCase } from './plan-case.ts';
import { Pool } from './pool.ts';
import type { RowReader } from './row.ts';
import { Staging, type StagedCase } from './staging.ts';
import { stageLog, type UnparsableRow } from './stage-log.ts';
import { importedTickets } from '../tickets.ts';

/** How far an import is. Reading counts bytes of the file, appending counts rows. */
export interface ImportProgress {
  readonly phase: 'reading' | 'appending';
  readonly done: number;
  readonly total: number;
}

export interface ImportOptions {
  readonly store: EventStore;
  readonly env: Env;
  /** A CSV file, packed with gzip or not. */
  readonly file: string;
  readonly mapping: Mapping;
  /** The key of the pseudonyms; needed where the mapping asks for them, and the same for every import of a log. */
  readonly pseudonymKey?: Uint8Array | undefined;
  /**
   * Tells the version of the policy in force, which is to govern what is imported: what it promises does not change with a later
   * one. Asked once, before the first append.
   */
  readonly policyVersion?: () => Promise<string | undefined>;
  /** Where the rows are kept while they are read; default the system's folder for temporary files. */
  readonly stagingFolder?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Hears of every row that could not be read. */
  readonly onUnparsable?: (row: UnparsableRow) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Appends on their way at once: enough for a store to commit many in one go, few enough that their events die young in memory. */
const appendsMax = 48;
const attemptsMax = 10;

/** The append's result; undefined when the ledger must be read again to learn what is there. */
const tryAppend = async (
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  recorded: number,
): Promise<AppendResult | undefined> => {
  try {
    return await store.append(stream, events, recorded === 0 ? 'no-stream' : recorded - 1);
  } catch (error) {
    if (error instanceof OutcomeUnknownError || error instanceof PartialRepeatError) return undefined;
    throw error;
  }
};

/** Imports one case: what the ledger holds of it stays, what is new follows it. */
const importCase = async (
  { store, env, mapping }: ImportOptions,
  policyVersion: string | undefined,
  { caseId, ticketId: known, ...staged }: StagedCase,
  rowReader: RowReader,
): Promise<CaseCounts> => {
  const rows = staged.rows.map(({ values }) => rowReader.read(values));
  const ticketId = known ?? ticketIdAt(openedAtMs(rows[0]!), JSON.stringify([mapping.source, caseId]));
  const stream = ticketStream(ticketId);
  let isThere = known !== undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const recorded = isThere ? await store.readStream(stream) : [];
    const plan = planCase({
      source: mapping.source,
      caseId,
      stream,
      rows,
      recorded,
      nowMs: env.now(),
      policyVersion,
    });
    if (plan.events.length === 0) return plan.counts;
    const result = await tryAppend(store, stream, plan.events, recorded.length);
    if (result?.outcome === 'appended') return plan.counts;
    if (result?.outcome === 'repeated') return { ...plan.counts, appended: 0 };
    isThere = true;
  }
  throw new ContentionError(stream, attemptsMax);
};

const appendCases = async (
  options: ImportOptions,
  policyVersion: string | undefined,
  staging: Staging,
  rowReader: RowReader,
  total: number,
): Promise<CaseCounts> => {
  const pool = new Pool(appendsMax);
  let counts = noCounts;
  let done = 0;
  try {
    for (const one of staging.cases()) {
      options.signal?.throwIfAborted();
      await pool.start(async () => {
        const own = await importCase(options, policyVersion, one, rowReader);
        counts = addCounts(counts, own);
        done += one.rows.length;
        options.onProgress?.({ phase: 'appending', done, total });
      });
    }
    await pool.finish();
  } catch (error) {
    await pool.settle();
    if (options.signal?.aborted) throw new ImportStoppedError(counts.tickets, { cause: error });
    throw error;
  }
  return counts;
};

/**
 * Imports a log: each case becomes a ticket, whose events are appended in one go. The log is read to its end before the first append, so
 * an unfit one leaves the ledger as it was. Importing it again adds nothing; importing a later export of it continues its cases; an import
 * that was interrupted is finished by running it again. Holds one chunk of the file and a few hundred cases in memory.
 * @throws ImportRefusedError (one class per cause) before anything is imported; ImportStoppedError; what the store throws
 */
export const importLog = async (options: ImportOptions): Promise<ImportResult> => {
  const { store, env, mapping, onProgress } = options;
  const startedAtMs = env.now();
  const staging = new Staging(options.stagingFolder ?? tmpdir());
  try {
    const onBytes = (done: number, total: number) => onProgress?.({ phase: 'reading', done, total });
    const { rows, unparsable, rowReader } = await stageLog({ ...options, onBytes }, staging);
    for await (const { log, caseId, ticketId } of importedTickets(store))
      if (log === mapping.source) staging.know(caseId, ticketId);
    const policyVersion = await options.policyVersion?.();
    const counts = await appendCases(options, policyVersion, staging, rowReader, rows - unparsable);
    return { ...ordered(rows, unparsable, counts), seconds: (env.now() - startedAtMs) / 1_000 };
  } catch (error) {
    if (options.signal?.aborted && !(error instanceof ImportStoppedError))
      throw new ImportStoppedError(0, { cause: error });
    throw error;
  } finally {
    staging.remove();
  }
};

const ordered = (rows: number, unparsable: number, counts: CaseCounts): Omit<ImportResult, 'seconds'> => {
  const { events, appended, ...others } = counts;
  return { rows, ...others, unparsable, events, appended };
};
