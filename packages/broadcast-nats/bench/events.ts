import type { NewEvent } from '@caselog/event-store';

export const eventCount = 100_000;
const eventsPerStream = 10;
const bodyBytes = 300;

const at = '2026-01-01T00:00:00.000Z';
const text = 'x'.repeat(bodyBytes - '{"text":""}'.length);
const uuid = (kind: number, n: number) => `0198${kind}000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export interface BenchStream {
  readonly stream: string;
  readonly events: readonly NewEvent[];
}

/** The same history for everybody who asks: streams of ten events with bodies of 300 bytes. */
export function* benchStreams(): Generator<BenchStream> {
  for (let n = 0; n < eventCount / eventsPerStream; n += 1) {
    const metadata = {
      commandId: uuid(1, n),
      actor: 'agent-1',
      occurredAt: at,
      recordedAt: at,
      schemaVersion: 1,
    };
    const events = Array.from({ length: eventsPerStream }, (_, revision) => ({
      id: uuid(2, n * eventsPerStream + revision),
      type: 'TicketEscalated',
      data: { text },
      metadata,
    }));
    yield { stream: `ticket-${uuid(3, n)}`, events };
  }
}
