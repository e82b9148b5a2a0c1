import type { EventStore } from '@caselog/event-store';
import { ticketCodec } from '@caselog/helpdesk';
import {
  chart,
  fold,
  ForbiddenEventError,
  releasedCharts,
  restoreChart,
  ticketIdOf,
  toTicketEvent,
  type CompiledChart,
  type TicketEvent,
  type TicketId,
} from '@caselog/ticket';

/** Where a ticket ends: its configuration, or the event a chart would not have let happen. */
export type Ending =
  { readonly configuration: string } | { readonly forbidden: string; readonly revision: number };

/** A ticket that the candidate would leave elsewhere than the chart it was recorded under. */
export interface GateDifference {
  readonly ticketId: TicketId;
  /** The chart stamped on its last event. */
  readonly chartVersion: string;
  readonly recorded: Ending;
  readonly candidate: Ending;
}

export interface GateReport {
  readonly ok: boolean;
  readonly tickets: number;
  readonly events: number;
  readonly differences: readonly GateDifference[];
}

export interface GateOptions {
  /** The chart about to go live; default: this program's. */
  readonly candidate?: CompiledChart;
  readonly onProgress?: (position: number) => void;
}

/** Thrown when events were recorded under a chart this program holds no record of. */
export class UnknownChartError extends Error {
  override readonly name = 'UnknownChartError';
  constructor(ticketId: TicketId, version: string) {
    super(`ticket ${ticketId} was recorded under chart ${version}, of which there is no record`);
  }
}

const restored = new Map<string, CompiledChart>();
const chartOf = (version: string, ticketId: TicketId): CompiledChart => {
  const known = restored.get(version);
  if (known) return known;
  const record = releasedCharts.get(version);
  if (!record) throw new UnknownChartError(ticketId, version);
  const made = restoreChart(record);
  restored.set(version, made);
  return made;
};

const endingBy = (by: CompiledChart, events: readonly TicketEvent[]): Ending => {
  try {
    return { configuration: fold(events, undefined, by)?.configuration.key ?? '' };
  } catch (error) {
    if (!(error instanceof ForbiddenEventError)) throw error;
    return { forbidden: error.event.type, revision: events.indexOf(error.event) };
  }
};

const sameEnding = (a: Ending, b: Ending): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Recorded {
  readonly events: TicketEvent[];
  version: string;
}

/** Every ticket's events with the chart stamped on the last of them. Events in which a chart is not stamped keep the one before. */
const readTickets = async (store: EventStore, onProgress: GateOptions['onProgress']) => {
  const tickets = new Map<TicketId, Recorded>();
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, batchSize: 2_000 })) {
    for (const event of batch) {
      const ticketId = ticketIdOf(event.stream) ?? event.stream;
      const recorded = tickets.get(ticketId) ?? { events: [], version: '1' };
      recorded.events.push(toTicketEvent(ticketCodec.decode(event)));
      recorded.version = event.metadata.chartVersion ?? recorded.version;
      tickets.set(ticketId, recorded);
    }
    onProgress?.(batch.at(-1)?.position ?? 0);
  }
  return tickets;
};

/**
 * The replay gate (law 8): folds all history by the candidate chart and by the chart each ticket was recorded under, and lists
 * every ticket that would end elsewhere. Not pure: reads the store. @throws UnknownChartError
 */
export const replayGate = async (
  store: EventStore,
  { candidate = chart, onProgress }: GateOptions = {},
): Promise<GateReport> => {
  const tickets = await readTickets(store, onProgress);
  const differences: GateDifference[] = [];
  let count = 0;
  for (const [ticketId, { events, version }] of tickets) {
    const recorded = endingBy(chartOf(version, ticketId), events);
    const replayed = endingBy(candidate, events);
    count += events.length;
    if (!sameEnding(recorded, replayed)) {
      differences.push({ ticketId, chartVersion: version, recorded, candidate: replayed });
    }
  }
  return { ok: differences.length === 0, tickets: tickets.size, events: count, differences };
};
