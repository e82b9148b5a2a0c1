import { tmpdir } from 'node:os';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { addCounts, noCounts, type CaseCounts, type ImportResult } from './counts.ts';
import { ImportStoppedError } from './errors.ts';
import { importCase, type CaseImport } from './import-case.ts';
import type { Mapping } from './mapping.ts';
import { Pool } from './pool.ts';
import { Staging } from './staging.ts';
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

/** Appends on their way at once: enough for a store to commit many in one go. */
const appendsMax = 48;

const appendCases = async (
  { signal, onProgress }: ImportOptions,
  context: CaseImport,
  staging: Staging,
  total: number,
): Promise<CaseCounts> => {
  const pool = new Pool(appendsMax);
  let counts = noCounts;
  let done = 0;
  try {
    for (const one of staging.cases()) {
      signal?.throwIfAborted();
      await pool.start(async () => {
        const own = await importCase(context, one);
        counts = addCounts(counts, own);
        done += one.rows.length;
        onProgress?.({ phase: 'appending', done, total });
      });
    }
    await pool.finish();
  } catch (error) {
    await pool.settle();
    if (signal?.aborted) throw new ImportStoppedError(counts.tickets, { cause: error });
    throw error;
  }
  return counts;
};

/**
 * Imports a log: each case becomes a ticket, whose events are appended in one go. The log is read to its end before the first append, so
 * an unfit one leaves the ledger as it was. Importing it again adds nothing; importing a later export of it continues its cases; an import
 * that was interrupted is finished by running it again. Holds one chunk of the file and some tens of cases in memory.
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
    const context = { store, env, source: mapping.source, policyVersion, rowReader };
    const counts = await appendCases(options, context, staging, rows - unparsable);
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
