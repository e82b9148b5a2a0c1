import type { RecordedEvent } from '@caselog/event-store';
import { writeTextFile } from '@caselog/log-formats';
import type { Exporter } from './exporter.ts';
import { telling } from './told-ticket.ts';

/** An event as a CloudEvent 1.0 in JSON. Its place in the ledger stands in extensions, whose values are simple: metadata are JSON in a text. */
const cloudEvent = (event: RecordedEvent, data: unknown): object => ({
  specversion: '1.0',
  id: event.id,
  source: '/caselog',
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

/** Writes every event of the ledger as a CloudEvent, one a line, in the order of the ledger. */
export const exportNdjson: Exporter = ({ store, out, tell: { upTo, withPersonalData, signal }, onTold }) =>
  writeTextFile(out, async (output) => {
    const tell = telling(withPersonalData);
    for await (const batch of store.readAll({ batchSize: 1_000 })) {
      signal?.throwIfAborted();
      const told = batch.filter(({ position }) => position <= upTo);
      await output.write(told.map((event) => `${JSON.stringify(cloudEvent(event, tell(event)))}\n`).join(''));
      onTold(told.length);
      if (told.length < batch.length) break;
    }
    return [];
  });
