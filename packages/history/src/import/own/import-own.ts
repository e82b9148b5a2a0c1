import { tmpdir } from 'node:os';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { formatOf, LogFormatError } from '@caselog/log-formats';
import { CarriedWriter } from '../../migrate/writer.ts';
import { ImportStoppedError, NeedsMappingError, UnreadableLogError } from '../errors.ts';
import type { ImportProgress } from '../import-log.ts';
import { checkStream } from './check-stream.ts';
import { NotOwnLog, ownSources } from './sources.ts';
import { OwnStaging } from './staging.ts';

export interface ImportOwnOptions {
  readonly store: EventStore;
  readonly env: Env;
  /** A log that a Caselog exported as XES, NDJSON or CSV, packed with gzip or not. */
  readonly file: string;
  /** Where events are kept while they are read; default the system's folder for temporary files. */
  readonly stagingFolder?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface OwnImport {
  /** In the log. */
  readonly events: number;
  readonly streams: number;
  /** Of the events, those the ledger did not have. */
  readonly appended: number;
  readonly seconds: number;
}

const stage = async (
  { file, onProgress, signal }: ImportOwnOptions,
  staging: OwnStaging,
): Promise<number> => {
  const read = ownSources[await formatOf(file)];
  if (!read) throw new NotOwnLog();
  let events = 0;
  const onBytes = (done: number, total: number) => onProgress?.({ phase: 'reading', done, total });
  for await (const batch of read(file, { onBytes, signal })) {
    signal?.throwIfAborted();
    for (const event of batch) staging.add(event);
    events += batch.length;
  }
  return events;
};

const staged = async (options: ImportOwnOptions, staging: OwnStaging): Promise<number> => {
  const { file } = options;
  try {
    return await stage(options, staging);
  } catch (cause) {
    if (cause instanceof NotOwnLog) throw new NeedsMappingError(file, { cause });
    if (!(cause instanceof LogFormatError)) throw cause;
    const { place, reason } = cause;
    throw new UnreadableLogError(file, place === undefined ? reason : `${place}: ${reason}`, { cause });
  }
};

const append = async (options: ImportOwnOptions, staging: OwnStaging, total: number): Promise<number> => {
  const { store, env, onProgress, signal } = options;
  const writer = new CarriedWriter(store, env);
  for (const event of staging.missing()) {
    signal?.throwIfAborted();
    await writer.add(event);
    onProgress?.({ phase: 'appending', done: writer.written, total });
  }
  await writer.flush();
  return writer.written;
};

/**
 * Takes a log that a Caselog wrote back as it was: the same streams, ids, times, people, marks of inference and data, in the order of the ledger it
 * was written from. It is read and checked whole before the first append; what the ledger has already is passed over, so an import that was
 * interrupted is finished by running it again. Memory does not grow with the log.
 * @throws ImportRefusedError (one class per cause) before anything is imported; ImportStoppedError; what the store throws
 */
export const importOwnLog = async (options: ImportOwnOptions): Promise<OwnImport> => {
  const { store, env, file, signal } = options;
  const startedAtMs = env.now();
  const staging = new OwnStaging(options.stagingFolder ?? tmpdir());
  try {
    const events = await staged(options, staging);
    let [streams, held] = [0, 0];
    for (const stream of staging.streams()) {
      signal?.throwIfAborted();
      const known = await checkStream(store, file, stream);
      staging.know(stream[0]!.stream, known);
      held += Math.min(known, stream.length);
      streams += 1;
    }
    const appended = await append(options, staging, events - held);
    return { events, streams, appended, seconds: (env.now() - startedAtMs) / 1_000 };
  } catch (error) {
    if (signal?.aborted) throw new ImportStoppedError(undefined, { cause: error });
    throw error;
  } finally {
    staging.remove();
  }
};
