import type { Insertable } from 'kysely';
import { isInferred } from '../fold/decode.ts';
import type { Step } from '../fold/ticket-folds.ts';
import type { FlowTables } from './tables.ts';

type EdgeRow = Insertable<FlowTables['flow_edge']>;
type StateRow = Insertable<FlowTables['flow_state']>;

/** How long a ticket stayed, in milliseconds: 0 where its log's times run backwards. Pure. */
const stayMs = (since: string, until: string): number => Math.max(0, Date.parse(until) - Date.parse(since));

/** What a batch adds to the flow, in the rows of its lane. */
export class FlowTally {
  readonly #lane: number;
  readonly #tickets = new Map<string, number>();
  readonly #edges = new Map<string, EdgeRow>();

  constructor(lane: number) {
    this.#lane = lane;
  }

  add({ event, before, beforeSince, entry }: Step<undefined>): void {
    const to = entry.state.configuration.lifecycle;
    const from = before?.configuration.lifecycle;
    if (from === to) return;
    this.#count(to, 1);
    if (from === undefined) return;
    this.#count(from, -1);
    const edge = this.#edge(from, to);
    const ms = stayMs(beforeSince, event.at);
    edge[isInferred(event) ? 'inferred' : 'observed'] += 1;
    edge.total_ms += ms;
    edge.max_ms = Math.max(edge.max_ms, ms);
  }

  get states(): readonly StateRow[] {
    return [...this.#tickets].map(([state, tickets]) => ({ lane: this.#lane, state, tickets }));
  }

  get edges(): readonly EdgeRow[] {
    return [...this.#edges.values()];
  }

  #count(state: string, difference: number): void {
    this.#tickets.set(state, (this.#tickets.get(state) ?? 0) + difference);
  }

  #edge(from: string, to: string): EdgeRow {
    const key = `${from} ${to}`;
    const edge = this.#edges.get(key) ?? {
      lane: this.#lane,
      from_state: from,
      to_state: to,
      observed: 0,
      inferred: 0,
      total_ms: 0,
      max_ms: 0,
    };
    this.#edges.set(key, edge);
    return edge;
  }
}
