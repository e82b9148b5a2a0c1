import type { RecordedEvent } from '@caselog/event-store';
import type { Output } from '@caselog/log-formats';
import type { Exporter, ExporterOptions } from './exporter.ts';
import { isWhole } from './population.ts';
import { telling, toldTickets } from './told-ticket.ts';

/** Where our CloudEvents come from. */
export const cloudEventSource = '/caselog';

/** An event as a CloudEvent 1.0 in JSON. Its place in the ledger stands in extensions, whose values are simple: metadata are JSON in a text. */
const cloudEvent = (event: RecordedEvent, data: unknown): object => ({
  specversion: '1.0',
  id: event.id,
  source: cloudEventSource,
  type: event.type,
  subject: event.stream,
  time: event.metadata.occurredAt,
  datacontenttype: 'application/json',
  position: event.position,
  revision: event.revision,
  recordedtime: event.metadata.recordedAt,
  actor: event.metadata.actor,
  metadata: JSON.stringify(event.metadata),
  data,
});

const line = (event: RecordedEvent, data: unknown): string => `${JSON.stringify(cloudEvent(event, data))}\n`;

const writeAll = async (
  { store, tell: { upTo, withPersonalData, signal }, onTold }: ExporterOptions,
  output: Output,
): Promise<void> => {
  const tell = telling(withPersonalData);
  for await (const batch of store.readAll({ batchSize: 1_000 })) {
    signal?.throwIfAborted();
    const told = batch.filter(({ position }) => position <= upTo);
    await output.write(told.map((event) => line(event, tell(event))).join(''));
    onTold(told.length);
    if (told.length < batch.length) break;
  }
};

const writeTickets = async ({ store, tell, onTold }: ExporterOptions, output: Output): Promise<void> => {
  for await (const { events } of toldTickets(store, tell)) {
    await output.write(events.map(({ recorded, data }) => line(recorded, data)).join(''));
    onTold(events.length);
  }
};

/**
 * Writes events as CloudEvents, one a line: all of the ledger in its order, or those of a population, ticket by ticket, because who belongs to
 * one is known at the end of its history.
 */
export const ndjsonExporter: Exporter = {
  notCarried: [],
  write: (options, output) =>
    isWhole(options.tell.population ?? {}) ? writeAll(options, output) : writeTickets(options, output),
};
