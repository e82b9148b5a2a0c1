import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { madeAside, textStream, writeTextFile, type LogFormat } from '@caselog/log-formats';
import { csvExporter } from './csv.ts';
import type { Exporter, ExporterOptions } from './exporter.ts';
import { ndjsonExporter } from './ndjson.ts';
import { fillOcel, ocelJsonExporter, ocelNotCarried, ocelXmlExporter } from './ocel.ts';
import { assertPeriod, type ExportPopulation } from './population.ts';
import { xesExporter } from './xes.ts';

/** What a ledger can be written as; Parquet is made by the warehouse. */
export type ExportFormat = Exclude<LogFormat, 'parquet'>;
/** The formats that are written from their beginning to their end, and so can be sent as they are made. */
type StreamedFormat = Exclude<ExportFormat, 'ocel-sqlite'>;

const exporters: Readonly<Record<StreamedFormat, Exporter>> = {
  xes: xesExporter,
  csv: csvExporter,
  ndjson: ndjsonExporter,
  'ocel-json': ocelJsonExporter,
  'ocel-xml': ocelXmlExporter,
};

/** What is written, whatever it is written to. */
interface ExportChoices {
  readonly store: EventStore;
  /** Whether texts of people and raw records of other systems are told. Default: they are withheld. */
  readonly withPersonalData?: boolean | undefined;
  /** Default: every ticket. */
  readonly population?: ExportPopulation | undefined;
  /** For what must lie on disk meanwhile; default the system's folder for temporary files. */
  readonly stagingFolder?: string | undefined;
}

export interface ExportOptions extends ExportChoices {
  readonly env: Env;
  readonly format: ExportFormat;
  /** The file to make, packed with gzip where its name ends in `.gz`. */
  readonly out: string;
  /** Hears of events written so far, and of how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Exported {
  readonly format: ExportFormat;
  readonly out: string;
  readonly events: number;
  /** The last position that is in the file. */
  readonly position: number;
  readonly personalData: 'told' | 'withheld';
  /** What the ledger holds and the format has no form for. */
  readonly notCarried: readonly string[];
  readonly seconds: number;
}

const exporterOptions = (
  { store, population, withPersonalData = false, stagingFolder = tmpdir() }: ExportChoices,
  upTo: number,
  signal: AbortSignal | undefined,
  onTold: ExporterOptions['onTold'],
): ExporterOptions => ({
  store,
  stagingFolder,
  tell: { upTo, withPersonalData, population, signal },
  onTold(count) {
    signal?.throwIfAborted();
    onTold(count);
  },
});

/** What a format has no form for. Pure. */
export const notCarriedBy = (format: ExportFormat): readonly string[] =>
  format === 'ocel-sqlite' ? ocelNotCarried : exporters[format].notCarried;

/**
 * Writes a ledger as a file, whole or not at all: as it stood when it began. Not pure: reads the store, writes the file. Holds some tens of tickets in
 * memory. @throws ReversedPeriodError, what folding and the store throw, what the file system says, and the signal's reason
 */
export const exportLedger = async (options: ExportOptions): Promise<Exported> => {
  const { store, env, format, out, population = {}, withPersonalData = false, onProgress, signal } = options;
  assertPeriod(population);
  const startedAtMs = env.now();
  const position = await store.head();
  let events = 0;
  const writing = exporterOptions(options, position, signal, (count) => {
    events += count;
    onProgress?.(events, position);
  });
  if (format === 'ocel-sqlite') await madeAside(out, (aside) => fillOcel(writing, aside));
  else await writeTextFile(out, (output) => exporters[format].write(writing, output));
  const personalData = withPersonalData ? 'told' : 'withheld';
  const seconds = (env.now() - startedAtMs) / 1_000;
  return { format, out, events, position, personalData, notCarried: notCarriedBy(format), seconds };
};

export interface StreamOptions extends ExportChoices {
  readonly format: StreamedFormat;
  /** Packs it with gzip. */
  readonly isPacked?: boolean | undefined;
}

/**
 * The same bytes as a stream, made as fast as they are taken. Whoever destroys it stops the work. Not pure: reads the store. Errors with what
 * {@link exportLedger} throws. @throws ReversedPeriodError
 */
export const streamLedger = async (
  options: StreamOptions,
): Promise<{ readonly stream: Readable; readonly position: number }> => {
  assertPeriod(options.population ?? {});
  const position = await options.store.head();
  const stream = textStream(
    (output, signal) =>
      exporters[options.format].write(
        exporterOptions(options, position, signal, () => undefined),
        output,
      ),
    { isPacked: options.isPacked ?? false },
  );
  return { stream, position };
};
