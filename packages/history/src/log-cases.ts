import { tmpdir } from 'node:os';
import type { Lifecycle } from '@caselog/ticket';
import type { Mapping } from './import/mapping.ts';
import { stageLog, type UnparsableRow } from './import/stage-log.ts';
import { Staging } from './import/staging.ts';

/** What a row of a log says of its case. */
export interface LogCaseRow {
  /** Absent: the mapping keeps the row out of the statechart. */
  readonly state: Lifecycle | undefined;
  readonly atMs: number;
  readonly actor: string;
}

/** A case of a log as the log tells it, whatever the statechart makes of it. */
export interface LogCase {
  readonly caseId: string;
  /** In the case's own order. */
  readonly rows: readonly LogCaseRow[];
}

export interface LogCasesOptions {
  readonly file: string;
  readonly mapping: Mapping;
  /** The key of the pseudonyms, where the mapping asks for them. */
  readonly pseudonymKey?: Uint8Array | undefined;
  readonly stagingFolder?: string;
  readonly onBytes?: (read: number, total: number) => void;
  readonly onUnparsable?: (row: UnparsableRow) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The cases of a log in their own order, read as an import reads them and followed by nothing: for those who hold the log itself against the
 * statechart. Not pure: reads the file, and keeps its rows in a file of its own meanwhile. @throws what reading a log for its import throws
 */
export async function* logCases(options: LogCasesOptions): AsyncGenerator<LogCase> {
  const staging = new Staging(options.stagingFolder ?? tmpdir());
  try {
    const { rowReader } = await stageLog(options, staging);
    for (const { caseId, rows } of staging.cases()) {
      options.signal?.throwIfAborted();
      yield {
        caseId,
        rows: rows.map((values) => {
          const { meaning, atMs, actor } = rowReader.read(values());
          return { state: meaning.state, atMs, actor };
        }),
      };
    }
  } finally {
    staging.remove();
  }
}
