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

/** Reads on their way at once: a cluster answers each in its own time. */
const readsMax = 16;

interface Judgement {
  readonly events: number;
  /** Absent: the candidate leaves the ticket where it stands. */
  readonly difference?: GateDifference;
}

/** One ticket by both charts. An event on which no chart is stamped keeps the one before. */
const judge = async (store: EventStore, stream: string, candidate: CompiledChart): Promise<Judgement> => {
  const ticketId = ticketIdOf(stream) ?? stream;
  const recordedEvents = await store.readStream(stream);
  const events = recordedEvents.map((event) => toTicketEvent(ticketCodec.decode(event)));
  const stamped = recordedEvents.findLast(({ metadata }) => metadata.chartVersion !== undefined);
  const version = stamped?.metadata.chartVersion ?? '1';
  const recorded = endingBy(chartOf(version, ticketId), events);
  const replayed = endingBy(candidate, events);
  return sameEnding(recorded, replayed)
    ? { events: events.length }
    : {
        events: events.length,
        difference: { ticketId, chartVersion: version, recorded, candidate: replayed },
      };
};

/**
 * The replay gate (law 8): folds all history by the candidate chart and by the chart each ticket was recorded under, and lists
 * every ticket that would end elsewhere, in the order they were opened. Not pure: reads the store, ticket by ticket, and holds a few of
 * them at a time. @throws UnknownChartError
 */
export const replayGate = async (
  store: EventStore,
  { candidate = chart, onProgress }: GateOptions = {},
): Promise<GateReport> => {
  const differences: GateDifference[] = [];
  let [tickets, events] = [0, 0];
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, batchSize: 2_000 })) {
    // Whatever a stream begins with: one that does not begin with an opening is the gate's business too.
    const streams = batch.filter(({ revision }) => revision === 0).map(({ stream }) => stream);
    for (let at = 0; at < streams.length; at += readsMax) {
      const some = streams.slice(at, at + readsMax);
      for (const judged of await Promise.all(some.map((stream) => judge(store, stream, candidate)))) {
        tickets += 1;
        events += judged.events;
        if (judged.difference) differences.push(judged.difference);
      }
    }
    onProgress?.(batch.at(-1)?.position ?? 0);
  }
  return { ok: differences.length === 0, tickets, events, differences };
};
