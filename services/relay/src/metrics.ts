import type { RelayLag, RelayNote } from '@caselog/broadcast';
import { Counter, Gauge, Registry } from 'prom-client';

/** The relay's numbers, in the Prometheus text format. */
export interface Metrics {
  onLag(lag: RelayLag): void;
  onNote(note: RelayNote): void;
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const gauge = (name: string, help: string) => new Gauge({ name: `caselog_relay_${name}`, help, registers });
  const ledger = gauge('ledger_position', 'Last position of the ledger');
  const published = gauge(
    'published_position',
    'Last position known to be published, by this relay or another',
  );
  const behind = gauge('behind_positions', 'How many positions the broadcast is behind the ledger');
  const behindSeconds = gauge(
    'behind_seconds',
    'For how long the broadcast has not been at the ledger’s end',
  );
  const active = gauge('active', '1 while this relay publishes, 0 while it stands by or is interrupted');
  const notes = new Counter({
    name: 'caselog_relay_notes_total',
    help: 'What happened to the relay, by kind',
    labelNames: ['kind'],
    registers,
  });
  return {
    onLag(lag) {
      ledger.set(lag.ledgerPosition);
      published.set(lag.publishedPosition);
      behind.set(lag.behind);
      behindSeconds.set(lag.behindMs / 1_000);
    },
    onNote({ kind }) {
      notes.inc({ kind });
      active.set(kind === 'publishing' ? 1 : 0);
    },
    text: () => registers[0]!.metrics(),
  };
}
